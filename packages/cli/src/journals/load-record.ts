import { count } from "../output/count.ts";
import type { BegunEntry, EndedEntry, Journal, JournalEntry, LoadedBatch } from "@sfbulk/node";

/** What the entries of a journal come to, as far as people and receipts want to know. */
export interface LoadRecord {
  readonly begun: BegunEntry | undefined;
  readonly ended: EndedEntry | undefined;
  /** The ids of its jobs, oldest first. */
  readonly jobs: readonly string[];
  /** The last job, where it has not been closed by the load; by Bulk API 2.0 the last one that has not. */
  readonly openJob: string | undefined;
  /** The API version of the last one; `undefined` where there is none, or nobody said it. */
  readonly apiVersion: number | undefined;
  /** Whether a job may have been made of which nothing was heard. */
  readonly isCreating: boolean;
  /** The batches that are there, in the order of their rows. */
  readonly batches: readonly LoadedBatch[];
  /** When something was last noted with its time: ISO 8601. */
  readonly at: string | undefined;
}

/** Keeps what the entries of a journal come to, as they pass. */
export interface LoadRecorder {
  readonly take: (entry: JournalEntry) => void;
  readonly record: () => LoadRecord;
}

/** Makes what keeps it. */
export function loadRecorder(): LoadRecorder {
  let begun: BegunEntry | undefined;
  let ended: EndedEntry | undefined;
  let at: string | undefined;
  let apiVersion: number | undefined;
  let isCreating = false;
  const jobs: string[] = [];
  const closed = new Set<string>();
  const parts = new Map<number, { readonly jobId: string; readonly rows: number; readonly id: string | undefined }>();
  return {
    take: (entry) => {
      if ("at" in entry) ({ at } = entry);
      switch (entry.kind) {
        case "begun":
          begun = entry;
          // Taking a load back has several loads in one journal.
          ended = undefined;
          return;
        case "creating-job":
          isCreating = true;
          return;
        case "job-created":
          isCreating = false;
          jobs.push(entry.jobId);
          apiVersion = entry.apiVersion === 0 ? undefined : entry.apiVersion;
          return;
        case "uploading":
        case "adding-batch":
          parts.set(entry.firstRow, { jobId: entry.jobId, rows: entry.rows, id: undefined });
          return;
        case "uploaded":
        case "batch-added": {
          const part = parts.get(entry.firstRow);
          // A job of Bulk API 2.0 is its own batch, as core has it.
          const id = entry.kind === "uploaded" ? entry.jobId : entry.batchId;
          if (part !== undefined) parts.set(entry.firstRow, { ...part, id });
          return;
        }
        case "job-closed":
          closed.add(entry.jobId);
          return;
        case "ended":
          ended = entry;
          return;
        default:
      }
    },
    record: () => {
      const last = jobs.at(-1);
      const open = begun?.api === "2.0" ? jobs.findLast((id) => !closed.has(id)) : last;
      return {
        begun,
        ended,
        at,
        isCreating,
        jobs: [...jobs],
        apiVersion,
        openJob: open === undefined || closed.has(open) ? undefined : open,
        batches: [...parts]
          .toSorted(([one], [other]) => one - other)
          .flatMap(([firstRow, { jobId, rows, id }]) =>
            id === undefined ? [] : [{ jobId, firstRow, rows, batch: { id } }],
          ),
      };
    },
  };
}

/** Has every entry of a journal told, those that are there already and those that are written. */
export function toldJournal(journal: Journal, tell: (entry: JournalEntry) => void): Journal {
  const { release } = journal;
  return {
    read: async () => {
      const entries = await journal.read();
      for (const entry of entries) tell(entry);
      return entries;
    },
    append: async (entry, index) => {
      await journal.append(entry, index);
      tell(entry);
    },
    ...(release === undefined ? {} : { release: async () => await release() }),
  };
}

/** Tells by which API a load goes. */
export const apiOf = ({ begun }: LoadRecord): "1.0" | "2.0" => begun?.api ?? "1.0";

/** Says how many rows have come in: `3 rows in 2 batches`; by Bulk API 2.0, in so many jobs. */
export function addedWords(record: LoadRecord): string {
  const [one, many] = apiOf(record) === "1.0" ? ["batch", "batches"] : ["job", "jobs"];
  return `${count(rowsAdded(record), "row")} in ${count(record.batches.length, one, many)}`;
}

/** Gives how many rows have come into the org. */
export const rowsAdded = ({ batches }: Pick<LoadRecord, "batches">): number =>
  batches.reduce((sum, { rows }) => sum + rows, 0);

/** Tells whether a load is left to be gone on with. */
export const isUnfinished = ({ begun, ended }: LoadRecord): boolean => begun !== undefined && ended === undefined;
