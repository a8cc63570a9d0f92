import { gzipSync } from "node:zlib";

/** An answer whose bytes are ready, in both forms where both are asked for more than once. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly plain: Buffer;
  readonly zipped?: Buffer;
}

/** Makes an answer of a few bytes. */
export const reply = (
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({ status, headers: { "content-type": type, ...headers }, plain: Buffer.from(text) });

/** Makes an answer that is given many times. */
export function readyReply(text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const made = reply(200, "text/csv", text, headers);
  return { ...made, zipped: gzipSync(made.plain) };
}

/** Makes an answer of JSON. */
export const json = (value: unknown, status = 200): Reply => reply(status, "application/json", JSON.stringify(value));
