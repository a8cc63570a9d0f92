import type { BegunEntry, EndedEntry, Journal, JournalEntry, LoadedBatch } from "@sfbulk/node";

/** What the entries of a journal come to, as far as people and receipts want to know. */
export interface LoadRecord {
  readonly begun: BegunEntry | undefined;
  readonly ended: EndedEntry | undefined;
  /** The ids of its jobs, oldest first. */
  readonly jobs: readonly string[];
  /** The last job, where it has not been closed by the load. */
  readonly openJob: string | undefined;
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
          return;
        case "adding-batch":
          parts.set(entry.firstRow, { jobId: entry.jobId, rows: entry.rows, id: undefined });
          return;
        case "batch-added": {
          const part = parts.get(entry.firstRow);
          if (part !== undefined) parts.set(entry.firstRow, { ...part, id: entry.batchId });
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
      return {
        begun,
        ended,
        at,
        isCreating,
        jobs: [...jobs],
        openJob: last === undefined || closed.has(last) ? undefined : last,
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

/** Gives how many rows have come into the org. */
export const rowsAdded = ({ batches }: Pick<LoadRecord, "batches">): number =>
  batches.reduce((sum, { rows }) => sum + rows, 0);

/** Tells whether a load is left to be gone on with. */
export const isUnfinished = ({ begun, ended }: LoadRecord): boolean => begun !== undefined && ended === undefined;
