import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { commandError } from "../output/command-error.ts";
import { checkId } from "./check-id.ts";
import { usageError } from "./usage-error.ts";

/** Where ids come from: a list that is known, or lines that are read as they are needed. */
export type IdSource = readonly string[] | AsyncIterable<string>;

/**
 * Finds the ids that a call names: its arguments, or the lines of a file or of standard input (`-`). Of a line the first
 * word counts, so that a column of a table or of CSV will do; lines that begin with `#` are left out.
 */
export function readIds(args: readonly string[], file: string | undefined, tokenStdin: boolean): IdSource {
  const fromStdin = file === "-" || args.includes("-");
  if (fromStdin && tokenStdin) {
    throw usageError(
      "Cannot read both the ids and the token from standard input",
      "Give the ids by --file, or the token by the variable SF_ACCESS_TOKEN",
    );
  }
  if (file !== undefined && args.length > 0) throw usageError("Cannot take ids from arguments and from --file at once");
  if (fromStdin) {
    if (args.length > 1) throw usageError('Cannot take ids from arguments and from standard input ("-") at once');
    return readLines(process.stdin, "standard input");
  }
  if (file !== undefined) return readLines(createReadStream(file), file);
  if (args.length === 0) throw usageError("Cannot tell which jobs are meant: expected ids, --file, or - for stdin");
  return [...new Set(args.map(checkId))];
}

async function* readLines(input: Readable, name: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const [word = ""] = line
        .replace(/^\uFEFF/, "")
        .trim()
        .replaceAll('"', "")
        .split(/[\s,;]/);
      if (word !== "" && !word.startsWith("#") && !/^id$/i.test(word)) yield word;
    }
  } catch (error) {
    throw commandError("FileError", `Cannot read ids from ${name}: ${(error as Error).message}`, {
      actions: ["See whether the file is there and may be read"],
      cause: error,
    });
  }
}
