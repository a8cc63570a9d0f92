import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { header, lineOf } from "./task-rows.ts";

/** A file that is loaded, whole and cut by hand. */
export interface LoadFiles {
  readonly whole: string;
  readonly parts: readonly string[];
  readonly rows: number;
}

/** Writes so many bytes of rows into a file, and the same into files of up to 100 MB, each with the header. */
export async function makeFiles(folder: string, bytes: number, partBytes: number): Promise<LoadFiles> {
  const whole = `${folder}/accounts.csv`;
  const parts: string[] = [];
  let row = 0;
  const take = function* (most: number): Generator<string> {
    yield header;
    let length = header.length;
    while (length < most) {
      let text = "";
      while (text.length < 64 * 1024 && length + text.length < most) text += lineOf(++row);
      length += Buffer.byteLength(text);
      yield text;
    }
  };
  for (let left = bytes; left > 0; left -= partBytes) {
    const part = `${folder}/part-${parts.length + 1}.csv`;
    const first = row;
    await pipeline(take(Math.min(left, partBytes - 200)), createWriteStream(part));
    const last = row;
    const lines = function* (): Generator<string> {
      if (parts.length === 0) yield header;
      for (let number = first + 1; number <= last; number++) yield lineOf(number);
    };
    await pipeline(lines(), createWriteStream(whole, { flags: parts.length === 0 ? "w" : "a" }));
    parts.push(part);
  }
  return { whole, parts, rows: row };
}
