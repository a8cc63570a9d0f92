import { existsSync, readFileSync } from "node:fs";
import type { GraphChange } from "./graph-change.ts";
import { journalHeader, readLine } from "./journal-line.ts";

/**
 * Reads what is in a file.
 *
 * A line that has no end was being written when the process was ended: its request was never answered, and it is left
 * out.
 *
 * @returns the changes, oldest first; nothing where there is no file, or nothing in it.
 * @throws Error that says what is wrong: another program's file, one of a newer emulator, a damaged one.
 */
export function readJournal(file: string): readonly GraphChange[] | undefined {
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  if (bytes.length === 0) return undefined;
  const changes: GraphChange[] = [];
  let number = 0;
  for (let start = 0; ; number++) {
    const end = bytes.indexOf(10, start);
    if (end === -1) break;
    const line = bytes.toString("utf8", start, end);
    start = end + 1;
    if (number === 0) checkHeader(file, line);
    else for (const change of checkLine(file, line, number + 1)) changes.push(change);
  }
  if (number === 0) checkHeader(file, "");
  return changes;
}

function checkHeader(file: string, line: string): void {
  let header: { readonly format?: unknown; readonly version?: unknown } = {};
  try {
    header = JSON.parse(line) as typeof header;
  } catch {
    // What is said below fits this too.
  }
  if (header?.format !== journalHeader.format || typeof header.version !== "number") {
    throw new Error(`Cannot open ${file}: it is not a file of the emulator; name another one, or delete it`);
  }
  if (header.version > journalHeader.version) {
    throw new Error(
      `Cannot open ${file}: a newer emulator has written it (format ${header.version}, this one knows ${journalHeader.version}); update @sfbulk/emulator`,
    );
  }
}

function checkLine(file: string, line: string, number: number): readonly GraphChange[] {
  const changes = readLine(line);
  if (changes !== undefined) return changes;
  throw new Error(
    `Cannot open ${file}: line ${number} is damaged (its checksum does not match); restore the file from a copy, or delete it to begin anew`,
  );
}
