import { JournalError } from "../../../errors/journal-error.ts";
import type { BegunEntry, EndedEntry, JournalEntry } from "../../../protocol/journal-entry.ts";

/** A batch of a load, or all that a job of Bulk API 2.0 has, as its journal knows it. */
export interface KnownPart {
  /** The number of its first row in the source, counted from 1. */
  readonly firstRow: number;
  readonly rows: number;
  readonly bytes: number;
  readonly hash: string;
  /** The job that it was sent to last. */
  readonly jobId: string;
  /** Its id there, or that of its job where it has no batches; `undefined` while it is not known whether it came. */
  readonly batchId: string | undefined;
}

/** A job of a load, as its journal knows it. */
export interface KnownJob {
  readonly id: string;
  readonly apiVersion: number;
  readonly createdDate: string;
}

/** What the entries of a journal come to. */
export interface LoadState {
  begun: BegunEntry | undefined;
  /** When a job was to be created of which nothing was heard so far. */
  creating: string | undefined;
  /** When jobs were to be created of which nothing was ever heard: there may be open ones that nobody knows. */
  readonly lost: string[];
  /** In the order of their creation. */
  readonly jobs: Map<string, KnownJob>;
  /** By first row, in the order of the rows. */
  readonly parts: Map<number, KnownPart>;
  /** The last row of them. */
  lastRow: number;
  /** Jobs of Bulk API 2.0 to which rows were sent, or about to be. Rows go to another one only when that one is aborted. */
  readonly filled: Set<string>;
  /** Every batch that ever was one of the load, by its id of 15 characters. */
  readonly batchIds: Set<string>;
  ended: EndedEntry | undefined;
}

/** The state before the first entry. */
export const emptyState = (): LoadState => ({
  begun: undefined,
  creating: undefined,
  lost: [],
  jobs: new Map(),
  parts: new Map(),
  lastRow: 0,
  filled: new Set(),
  batchIds: new Set(),
  ended: undefined,
});

/**
 * Adds an entry to what the earlier ones come to.
 *
 * @throws JournalError for one that cannot be after those.
 */
export function applyEntry(state: LoadState, entry: JournalEntry): void {
  if (state.ended !== undefined) throw outOfPlace(entry, "the load has ended before");
  switch (entry.kind) {
    case "begun": {
      state.begun = entry;
      return;
    }
    case "taken-up":
    case "job-closed": {
      return;
    }
    case "creating-job": {
      if (state.creating !== undefined) state.lost.push(state.creating);
      state.creating = entry.at;
      return;
    }
    case "job-created": {
      state.creating = undefined;
      state.jobs.set(entry.jobId, { id: entry.jobId, apiVersion: entry.apiVersion, createdDate: entry.createdDate });
      return;
    }
    case "adding-batch":
    case "uploading": {
      const { kind: _, ...part } = entry;
      if (!state.jobs.has(part.jobId)) throw outOfPlace(entry, `it has no job "${part.jobId}"`);
      if (entry.kind === "uploading") state.filled.add(part.jobId);
      state.parts.set(part.firstRow, { ...part, batchId: undefined });
      state.lastRow = Math.max(state.lastRow, part.firstRow + part.rows - 1);
      return;
    }
    case "batch-added":
    case "uploaded": {
      const part = state.parts.get(entry.firstRow);
      if (part === undefined || part.jobId !== entry.jobId) throw outOfPlace(entry, "such a batch was never sent");
      const batchId = entry.kind === "uploaded" ? entry.jobId : entry.batchId;
      state.parts.set(entry.firstRow, { ...part, batchId });
      state.batchIds.add(batchId.slice(0, 15));
      return;
    }
    case "ended": {
      state.ended = entry;
    }
  }
}

const outOfPlace = ({ kind }: JournalEntry, why: string): JournalError =>
  new JournalError(`Cannot read the journal: an entry "${kind}" is out of place: ${why}`);
