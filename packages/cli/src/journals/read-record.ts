import { access } from "node:fs/promises";
import { fileJournal, type JournalEntry, withCode } from "@sfbulk/node";
import { type LoadRecord, loadRecorder } from "./load-record.ts";

/**
 * Reads what a journal comes to.
 *
 * @returns `undefined` where there is none, or nothing in it.
 * @throws JournalError for a file that is none; what the file system says.
 */
export async function readRecord(path: string): Promise<LoadRecord | undefined> {
  try {
    await access(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const recorder = loadRecorder();
  for (const entry of await readEntries(path)) recorder.take(entry);
  const record = recorder.record();
  return record.begun === undefined ? undefined : record;
}

/**
 * Reads the entries of a journal.
 *
 * @throws JournalError for a file that is none, or is damaged; what the file system says.
 */
export async function readEntries(path: string): Promise<readonly JournalEntry[]> {
  const entries = await fileJournal(path).read();
  // Who shows what a journal says, or takes back what it names, is not to go by half of it.
  const wrong = entries.findIndex((entry) => !isEntry(entry));
  if (wrong !== -1) throw damaged(path, wrong);
  return entries;
}

/** All kinds of entries, and whether one names a job. */
const kinds: Readonly<Record<JournalEntry["kind"], boolean>> = {
  begun: false,
  "taken-up": false,
  "creating-job": false,
  "job-created": true,
  "adding-batch": true,
  "batch-added": true,
  uploading: true,
  uploaded: true,
  "job-closed": true,
  ended: false,
};

/** Tells whether what a journal has is an entry, as far as it is looked at here: a load that goes on looks at all of it. */
function isEntry(entry: unknown): boolean {
  const { kind, jobId } = (entry ?? {}) as { readonly kind?: unknown; readonly jobId?: unknown };
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) return false;
  return !kinds[kind as JournalEntry["kind"]] || (typeof jobId === "string" && /^750\w{12}(?:\w{3})?$/.test(jobId));
}

const damaged = (path: string, index: number): Error =>
  Object.assign(
    withCode(
      new Error(
        `Cannot read journal ${JSON.stringify(path)}: entry ${index} is none of a load, or of a later version of sfbulk`,
      ),
      "InvalidJournal",
    ),
    { name: "JournalError" },
  );
