import type { ByteDecoder } from "./byte-decoder.ts";
import { runtimeDecoder } from "./runtime-decoder.ts";
import { utf16Decoder } from "./utf16-decoder.ts";
import { utf8Decoder } from "./utf8-decoder.ts";
import { windows1252Decoder } from "./windows-1252-decoder.ts";

/** Makes a decoder of an encoding, by its name in the Encoding Standard. */
export function createDecoder(encoding: string): ByteDecoder {
  switch (encoding) {
    case "utf-8":
      return utf8Decoder();
    case "windows-1252":
      return windows1252Decoder();
    case "utf-16le":
    case "utf-16be":
      return utf16Decoder(encoding);
    default:
      return runtimeDecoder(encoding);
  }
}
