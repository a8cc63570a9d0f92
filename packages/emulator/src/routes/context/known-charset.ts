import { Refusal } from "../../org/state/refusal.ts";
import { charsetOf, decodeText } from "../../wire/encoding/decode-text.ts";

/**
 * Gives the charset that a Content-Type names; `undefined` where it names none, and the data are UTF-8. WSC states that
 * any may be named for CSV.
 *
 * @throws Refusal for one that is not known (a guess).
 */
export function knownCharset(contentType: string): string | undefined {
  const charset = charsetOf(contentType);
  if (charset === undefined) return undefined;
  try {
    decodeText(new Uint8Array(0), charset);
  } catch {
    throw new Refusal("UnsupportedContentType", `Unsupported content type: ${contentType}`);
  }
  return charset;
}
