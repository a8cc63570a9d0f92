/** What Windows-1252 has where ISO-8859-1 has control characters, 0x80 to 0x9F. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

const chunk = 8192;

/**
 * Decodes bytes in a charset. Those of one byte are done here, as Java does them: a runtime's own decoder takes
 * ISO-8859-1 for Windows-1252, and that of Node.js 20 does the opposite. A byte order mark stays where it is, but for
 * that of UTF-16, which says what the bytes are.
 *
 * @returns nothing where the bytes are not of that charset.
 * @throws RangeError for a charset that is not known.
 */
export function decodeText(bytes: Uint8Array<ArrayBuffer>, charset = "utf-8"): string | undefined {
  const name = charset.toLowerCase();
  if (/^(?:iso[-_]?8859[-_]1|latin[-_]?1)$/.test(name)) return singleBytes(bytes, (text) => text);
  if (/^(?:windows-|cp)1252$/.test(name)) {
    return singleBytes(bytes, (text) =>
      text.replace(/[\u0080-\u009f]/g, (sign) => windows1252.charAt(sign.charCodeAt(0) - 0x80)),
    );
  }
  if (name === "us-ascii" || name === "ascii") {
    return bytes.some((byte) => byte > 0x7f) ? undefined : singleBytes(bytes, (text) => text);
  }
  // Without a mark, UTF-16 is big-endian in Java.
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-16be";
  const isUtf16 = name === "utf-16";
  try {
    return new TextDecoder(isUtf16 ? utf16 : name, { fatal: true, ignoreBOM: !isUtf16 }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return undefined;
  }
}

function singleBytes(bytes: Uint8Array<ArrayBuffer>, decode: (text: string) => string): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += chunk) {
    parts.push(decode(String.fromCharCode(...bytes.subarray(start, start + chunk))));
  }
  return parts.join("");
}

/** Gives the charset that a Content-Type names; `undefined` where it names none. */
export const charsetOf = (contentType: string | null): string | undefined =>
  /;[ \t]*charset[ \t]*=[ \t]*"?([^\s;"]+)/i.exec(contentType ?? "")?.[1];
