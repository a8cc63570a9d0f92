import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { isCommandError } from "../output/command-error.ts";
import { checkId } from "./check-id.ts";
import { usageError } from "./usage-error.ts";

/**
 * Reads the ids that a call names: its arguments, or the lines of a file or of standard input (`-`). A line has one id or
 * several, with spaces, tabs, commas, semicolons, bars, quotes or brackets between them. In a line of a table or of CSV the
 * id comes first, and what follows is none; lines that begin with `#`, and a header line, are left out.
 *
 * @returns each id once. All have been checked before anything is sent.
 * @throws UsageError for a word that is no id of a job, and for what cannot be read; the reason of the signal.
 */
export async function readIds(
  args: readonly string[],
  file: string | undefined,
  tokenStdin: boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
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
    return await readLines(process.stdin, "standard input", signal);
  }
  if (file !== undefined) return await readLines(createReadStream(file), file, signal);
  if (args.length === 0) throw usageError("Cannot tell which jobs are meant: expected ids, --file, or - for stdin");
  return [...new Set(args.flatMap(idsOf))];
}

async function readLines(input: Readable, name: string, signal: AbortSignal): Promise<readonly string[]> {
  const ids = new Set<string>();
  try {
    signal.throwIfAborted();
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY, signal })) {
      for (const id of idsOf(line)) ids.add(id);
    }
    signal.throwIfAborted();
    if (input.errored !== null) throw input.errored;
    return [...ids];
  } catch (error) {
    signal.throwIfAborted();
    if (isCommandError(error)) throw error;
    const why = (error as Error).message;
    throw usageError(`Cannot read ids from ${name}: ${why}`, "See whether the file is there and may be read");
  } finally {
    input.destroy();
  }
}

function idsOf(line: string): string[] {
  if (/^[\s\uFEFF]*#/.test(line)) return [];
  const words = line.split(/[\s\uFEFF\u200B,;|"'`()[\]{}<>]+/).filter((word) => word !== "");
  const [first] = words;
  if (first === undefined) return [];
  const meant = words.filter(isMeantAsId);
  if (meant.length === 0 && /^(?:job)?_?id$/i.test(first)) return [];
  // Several ids are a list, and all of it must be; one is the beginning of a row.
  return (meant.length > 1 ? words : [first, ...meant.slice(first === meant[0] ? 1 : 0)]).map(checkId);
}

/** Tells what is an id, or a part of one that was cut off as it was copied, from a number in a row. */
const isMeantAsId = (word: string): boolean =>
  word.startsWith("750") && (word.length >= 12 || (word.length >= 8 && /[A-Za-z]/.test(word)));
