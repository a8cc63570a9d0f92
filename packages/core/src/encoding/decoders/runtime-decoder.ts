import type { ByteDecoder } from "./byte-decoder.ts";

const replacement = "\uFFFD";

/** Turns into UTF-8 what the runtime's own `TextDecoder` can read. */
export function runtimeDecoder(encoding: string): ByteDecoder {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const encoder = new TextEncoder();
  return {
    decode: (bytes, isLast) => {
      const text = decoder.decode(bytes, { stream: !isLast });
      // Not told to be fatal: it would not say where.
      const bad = text.indexOf(replacement);
      return bad === -1
        ? { utf8: encoder.encode(text) }
        : { utf8: encoder.encode(text.slice(0, bad)), fault: `has a character that is not ${encoding}` };
    },
  };
}
