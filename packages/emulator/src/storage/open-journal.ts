import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import type { GraphChange } from "./graph-change.ts";
import { journalHeader, writeLine } from "./journal-line.ts";

/** A file that is being written. */
export interface Journal {
  /** Adds changes that belong together. When it returns, they outlive the end of this process. */
  readonly append: (changes: readonly GraphChange[]) => void;
  /** Puts a new beginning in the place of all that is in the file. Whatever happens, the file is the old or the new one. */
  readonly replace: (changes: readonly GraphChange[]) => void;
  /** How many bytes are in the file, and how many were in it when it was last replaced. */
  readonly size: () => { readonly now: number; readonly atFirst: number };
  readonly close: () => void;
}

/** Opens a file for writing. Nothing is in it before the first `replace`. */
export function openJournal(file: string): Journal {
  let descriptor: number | undefined;
  let now = 0;
  let atFirst = 0;
  const release = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    append: (changes) => {
      if (descriptor === undefined) throw new Error(`Cannot save to ${file}: it is closed`);
      now += writeAll(file, descriptor, writeLine(changes));
    },
    replace: (changes) => {
      const beside = `${file}.new`;
      const next = openSync(beside, "w", 0o600);
      let size = 0;
      try {
        size += writeAll(beside, next, `${JSON.stringify(journalHeader)}\n`);
        for (const part of inParts(changes)) size += writeAll(beside, next, writeLine(part));
        fsyncSync(next);
      } finally {
        closeSync(next);
      }
      release();
      renameSync(beside, file);
      descriptor = openSync(file, "a");
      now = size;
      atFirst = size;
    },
    size: () => ({ now, atFirst }),
    close: release,
  };
}

/** A line of everything could be longer than a text may be. */
function* inParts(changes: readonly GraphChange[]): Generator<readonly GraphChange[]> {
  let part: GraphChange[] = [];
  let weight = 0;
  for (const change of changes) {
    part.push(change);
    weight += change[1] === "b" ? change[2].length : 500;
    if (weight < 1_000_000) continue;
    yield part;
    part = [];
    weight = 0;
  }
  if (part.length > 0) yield part;
}

function writeAll(file: string, descriptor: number, text: string): number {
  const bytes = Buffer.from(text);
  try {
    for (let start = 0; start < bytes.length;) start += writeSync(descriptor, bytes, start);
  } catch (error) {
    throw new Error(`Cannot save to ${file}: ${(error as Error).message}`, { cause: error });
  }
  return bytes.length;
}
