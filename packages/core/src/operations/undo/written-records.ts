import type { Target } from "../../connection/check-connection.ts";
import type { ObjectDescription } from "../../protocol/object-description.ts";
import { objectSource } from "../preflight/columns/describe-objects.ts";
import { cannotUndo } from "./cannot-undo.ts";
import type { CheckedUndo } from "./undo-options.ts";
import type { RowSources } from "./values-before.ts";
import {
  batchRows,
  fieldsOf,
  ingestRows,
  type JobOfLoad,
  readJob,
  type SentValues,
  type WrittenRow,
} from "./written-rows.ts";

/** A record that a load has written. */
export interface WrittenRecord {
  readonly id: string;
  created: boolean;
  /** Where its rows were, by the ids of their jobs, of 15 characters. */
  readonly sources: Map<string, RowSources>;
  /** The job that has written it last, as far as that is known. */
  jobId: string;
  rowNumber: number | null;
  /** When the last batch ended that has written it: milliseconds since 1970 by the org's clock. */
  until: number;
  /** Who has loaded it, by ids of 15 characters. */
  readonly by: Set<string>;
  /** What each of its rows has sent, of a record that was there before. `undefined` where that cannot be read. */
  readonly sent: (SentValues | undefined)[];
  /** Whether a column of its rows has values that could not be written back. */
  isUnfit: boolean;
}

/** A row of which it is not known whether it was written. */
interface UnknownRow {
  readonly jobId: string;
  readonly rowNumber: number | null;
  readonly id: string | null;
  readonly message: string | null;
}

/** What a load has written. */
export interface WrittenRecords {
  readonly operation: "insert" | "update" | "upsert" | "delete";
  readonly object: string;
  readonly description: ObjectDescription;
  /** By ids of 15 characters, in the order of their first rows. */
  readonly records: ReadonlyMap<string, WrittenRecord>;
  readonly unknown: readonly UnknownRow[];
  /** How many rows were not written. */
  readonly unwritten: number;
}

/**
 * Reads what the jobs of a load have written: every row of every batch that they have, also of such as have come twice.
 *
 * @throws TypeError for what cannot be taken back, and while it goes on; what reading throws.
 */
export async function writtenRecords(target: Target, { load, signal }: CheckedUndo): Promise<WrittenRecords> {
  const jobs: JobOfLoad[] = [];
  for (const jobId of load.jobs) jobs.push(await readJob(target, load.api, jobId, signal));
  const [first] = jobs;
  if (first === undefined) throw cannotUndo("it has no job");
  const { operation, object } = checkSame(jobs, first);
  const described = await objectSource(target, { signal }).describe(object);
  if ("error" in described) throw described.error;
  const description = described.value;
  const fields = fieldsOf(first, description);
  const records = new Map<string, WrittenRecord>();
  const unknown: UnknownRow[] = [];
  let unwritten = 0;
  const firstRows = new Map(load.batches.map(({ batch, firstRow }) => [batch.id.slice(0, 15), firstRow]));
  for (const job of jobs) {
    const rows = load.api === "2.0" ? ingestRows : batchRows;
    for await (const row of rows(target, job, { firstRows, fields, sizes: load.batches, signal })) {
      signal?.throwIfAborted();
      if (row.fate === "unwritten") unwritten += row.times;
      else if (row.fate === "unknown" || row.id === null) {
        const { jobId, rowNumber, id, message } = row;
        for (let time = 0; time < row.times; time++) unknown.push({ jobId, rowNumber, id, message });
      } else note(records, row, row.id, load.batches.length > 0);
    }
  }
  return { operation, object, description, records, unknown, unwritten };
}

/** @param areNumbered - Whether the load tells the rows of its batches: one that it does not know has come twice. */
function note(records: Map<string, WrittenRecord>, row: WrittenRow, id: string, areNumbered: boolean): void {
  const { jobId, rowNumber, created, until, by, sent, isUnfit, firstRow, batchId } = row;
  const short = id.slice(0, 15);
  const record: WrittenRecord = records.get(short) ?? {
    id,
    created: false,
    sources: new Map(),
    jobId,
    rowNumber,
    until,
    by: new Set(),
    sent: [],
    isUnfit: false,
  };
  records.set(short, record);
  record.created ||= created;
  record.isUnfit ||= isUnfit;
  const source = record.sources.get(jobId.slice(0, 15)) ?? { firstRows: new Set(), batches: new Set() };
  record.sources.set(jobId.slice(0, 15), source);
  if (firstRow !== undefined) source.firstRows.add(firstRow);
  else if (!areNumbered) source.batches.add(batchId);
  record.by.add(by.slice(0, 15));
  record.sent.push(sent);
  if (until >= record.until) {
    record.until = until;
    record.jobId = jobId;
  }
}

function checkSame(
  jobs: readonly JobOfLoad[],
  first: JobOfLoad,
): { readonly operation: WrittenRecords["operation"]; readonly object: string } {
  const { operation, object } = first;
  const other = jobs.find((job) => job.operation !== operation || job.object !== object);
  if (other !== undefined) {
    throw cannotUndo(
      `job "${first.id}" is to ${operation} ${object}, and job "${other.id}" to ${other.operation} ${other.object}: they are of two loads`,
    );
  }
  const known = undoable.find((one) => one === operation);
  if (known !== undefined) return { operation: known, object };
  throw cannotUndo(
    operation === "hardDelete"
      ? "what hardDelete deletes is gone for good, and in no recycle bin"
      : `there is no way back from ${operation}`,
  );
}

const undoable = ["insert", "update", "upsert", "delete"] as const;
