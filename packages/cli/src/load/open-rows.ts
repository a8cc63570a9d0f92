import { createReadStream } from "node:fs";
import type { CsvSourceOptions } from "@sfbulk/node";
import { stat } from "node:fs/promises";
import { usageError } from "../arguments/usage-error.ts";
import { withoutOwnColumns } from "./own-columns.ts";

/** Rows to load, before the first one is read. */
export interface Rows {
  /** What people call it. */
  readonly name: string;
  /** How many bytes it has; `undefined` for standard input. */
  readonly bytes: number | undefined;
  /** Opens it. */
  readonly read: () => AsyncIterable<Uint8Array>;
  /** How many bytes have been read so far. */
  readonly bytesRead: () => number;
}

/** How a file is read, where that is told. */
export type FileReading = Pick<CsvSourceOptions, "encoding" | "delimiter">;

/** Finds the file of a load, or standard input (`-`), before anything is sent. */
export async function openRows(path: string): Promise<Rows> {
  let bytesRead = 0;
  const counted = async function* (input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of input) {
      bytesRead += chunk.length;
      yield chunk;
    }
  };
  const isStdin = path === "-";
  return {
    name: isStdin ? "standard input" : path,
    bytes: isStdin ? undefined : await sizeOf(path),
    read: () =>
      withoutOwnColumns(counted(isStdin ? process.stdin : createReadStream(path, { highWaterMark: 256 * 1024 }))),
    bytesRead: () => bytesRead,
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return found.size;
  } catch (error) {
    throw usageError(
      `Cannot read ${path}: ${(error as Error).message}`,
      "See whether the file is there and may be read",
    );
  }
  throw usageError(`Cannot read ${path}: it is a folder`, "Name a file of CSV, or - for standard input");
}
