/**
 * Tells whether bytes begin as gzip does. What a header says of them does not matter: most runtimes decode and leave it.
 *
 * @example
 * ```ts
 * import { type FetchAdapter, isGzip } from "@sfbulk/core";
 *
 * const counted: FetchAdapter = (url, init) => {
 *   if (init.body && isGzip(init.body)) console.log(`${init.body.length} compressed bytes`);
 *   return fetch(url, init);
 * };
 * ```
 */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Says that more came out of a gzip body than is allowed. */
export class TooLarge extends Error {
  override readonly name = "TooLarge" as const;
}
