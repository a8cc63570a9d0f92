import { argumentError } from "../errors/argument-error.ts";

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/**
 * Gives the SHA-256 of the rows of a batch, in hexadecimal. Line ends of all kinds, and white space behind the last row,
 * are the same to it, as they may not come back from the org as they were sent.
 *
 * @throws TypeError where the runtime has no WebCrypto: a page that did not come over https.
 */
export async function hashRows(rows: Uint8Array<ArrayBuffer>): Promise<string> {
  // A page that is no secure context has none, whatever the types say.
  const { subtle } = (globalThis.crypto ?? {}) as Partial<Crypto>;
  if (subtle === undefined) {
    throw argumentError(
      "UnsupportedRuntime",
      "Cannot load rows: this runtime has no WebCrypto to tell batches apart; a page has it over https only",
    );
  }
  const digest = new Uint8Array(await subtle.digest("SHA-256", withLineFeeds(withoutEnd(rows))));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function withoutEnd(rows: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let { length } = rows;
  while (length > 0 && isSpace(rows[length - 1] as number)) length--;
  return rows.subarray(0, length);
}

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= carriageReturn);

function withLineFeeds(rows: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  // Most files have none: that is found out fast, and nothing is copied.
  if (!rows.includes(carriageReturn)) return rows;
  const copy = new Uint8Array(rows.length);
  let length = 0;
  for (let index = 0; index < rows.length; index++) {
    const byte = rows[index] as number;
    if (byte === lineFeed && rows[index - 1] === carriageReturn) continue;
    copy[length++] = byte === carriageReturn ? lineFeed : byte;
  }
  return copy.subarray(0, length);
}
