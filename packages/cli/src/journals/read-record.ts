import { access } from "node:fs/promises";
import { fileJournal } from "@sfbulk/node";
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
  for (const entry of await fileJournal(path).read()) recorder.take(entry);
  const record = recorder.record();
  return record.begun === undefined ? undefined : record;
}
