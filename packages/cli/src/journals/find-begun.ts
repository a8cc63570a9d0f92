import { createHash } from "node:crypto";
import { open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JournalEntry } from "@sfbulk/node";
import { journalEnding } from "./journal-place.ts";
import { isUnfinished, type LoadRecord, loadRecorder } from "./load-record.ts";
import { readEntries } from "./read-record.ts";

/** A load that is not ended, by its journal. */
export interface BegunLoad {
  readonly journal: string;
  readonly record: LoadRecord;
}

/** Finds the unfinished loads whose journals are in a folder. Those that cannot be read are left out. */
export async function findUnfinished(
  folder: string,
  fits: (entries: readonly JournalEntry[]) => Promise<boolean> = () => Promise.resolve(true),
): Promise<readonly BegunLoad[]> {
  const found: BegunLoad[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith(journalEnding)) continue;
    const journal = join(folder, name);
    const entries = await readEntries(journal).catch(() => []);
    const recorder = loadRecorder();
    for (const entry of entries) recorder.take(entry);
    const record = recorder.record();
    if (isUnfinished(record) && record.begun?.takesBack === undefined && (await fits(entries))) {
      found.push({ journal, record });
    }
  }
  return found;
}

/**
 * Finds the unfinished loads of the same rows in the folder of a file: of one that was renamed since, or of a copy. They are told by
 * the first batch, where that is the beginning of the file as it is: of UTF-8 with commas.
 */
export const findBegun = async (path: string): Promise<readonly BegunLoad[]> =>
  await findUnfinished(dirname(path), async (entries) => {
    const first = entries.find(isFirstBatch);
    const hash = first === undefined ? undefined : await hashOfBeginning(path, first.bytes);
    return hash !== undefined && hash === first?.hash;
  });

const isFirstBatch = (entry: JournalEntry): entry is Extract<JournalEntry, { kind: "adding-batch" }> =>
  entry.kind === "adding-batch" && entry.firstRow === 1;

/**
 * Hashes bytes as journals hash batches: line ends of all kinds, and white space at the end, are the same.
 *
 * @param bytes - How many, as a journal says, which may be anybody's.
 * @returns `undefined` where the file has not so many.
 */
async function hashOfBeginning(path: string, bytes: number): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (!Number.isInteger(bytes) || bytes < 0 || bytes > size) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    const text = buffer.subarray(0, bytesRead).toString("latin1").replaceAll("\r\n", "\n").replaceAll("\r", "\n");
    return createHash("sha256").update(text.trimEnd(), "latin1").digest("hex");
  } finally {
    await file.close();
  }
}
