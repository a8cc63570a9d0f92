import type { Target } from "../../connection/check-connection.ts";
import type { ObjectDescription } from "../../protocol/object-description.ts";
import { objectSource } from "../preflight/columns/describe-objects.ts";
import { cannotUndo } from "./cannot-undo.ts";
import type { SentRow } from "./sent-row.ts";
import type { CheckedUndo } from "./undo-options.ts";
import type { RowSources } from "./values-before.ts";
import { batchRows, fieldsOf, ingestRows, type JobOfLoad, readJob, type WrittenRow } from "./written-rows.ts";

/** A record that a load has written. */
export interface WrittenRecord {
  readonly id: string;
  created: boolean;
  /** Where its rows were, by the ids of their jobs, of 15 characters. */
  sources: ReadonlyMap<string, RowSources>;
  /** The job that has written it last, as far as that is known. */
  jobId: string;
  rowNumber: number | null;
  /** When the last batch ended that has written it: milliseconds since 1970 by the org's clock. */
  until: number;
  /** Who has loaded it, by ids of 15 characters. */
  by: ReadonlySet<string>;
  /** What each of its rows has sent, of a record that was there before. `undefined` where that cannot be read. */
  readonly sent: (SentRow | undefined)[];
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

/** What is known of each row is in memory, some 2 kB with three fields and a snapshot (measured): a page has no more than 4 GB. */
const mostRows = 1_000_000;

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
  const rows = jobs.reduce((sum, job) => sum + job.rows, 0);
  if (rows > mostRows) {
    throw cannotUndo(
      `it has ${rows} rows, and no more than ${mostRows} are in memory at a time; take its jobs back one by one, the last one first`,
    );
  }
  const described = await objectSource(target, { signal }).describe(object);
  if ("error" in described) throw described.error;
  const description = described.value;
  const fields = fieldsOf(first, description);
  const records = new Map<string, WrittenRecord>();
  const unknown: UnknownRow[] = [];
  const shared: Shared = { sources: new Map(), users: new Map() };
  let unwritten = 0;
  const firstRows = new Map(load.batches.map(({ batch, firstRow }) => [batch.id.slice(0, 15), firstRow]));
  for (const job of jobs) {
    const read = load.api === "2.0" ? ingestRows : batchRows;
    for await (const row of read(target, job, { firstRows, fields, sizes: load.batches, signal })) {
      signal?.throwIfAborted();
      if (row.fate === "unwritten") unwritten += row.times;
      else if (row.fate === "unknown" || row.id === null) {
        const { jobId, rowNumber, id, message } = row;
        for (let time = 0; time < row.times; time++) unknown.push({ jobId, rowNumber, id, message });
      } else note(records, row, row.id, load.batches.length > 0, shared);
    }
  }
  return { operation, object, description, records, unknown, unwritten };
}

/** What most records have in common: there may be millions of them, and each has one row, as a rule. */
interface Shared {
  readonly sources: Map<string, ReadonlyMap<string, RowSources>>;
  readonly users: Map<string, ReadonlySet<string>>;
}

const none = { sources: new Map<string, RowSources>(), by: new Set<string>() } as const;

function sharedSet(user: string, { users }: Shared): ReadonlySet<string> {
  const known = users.get(user) ?? new Set([user]);
  users.set(user, known);
  return known;
}

/** Gives where the rows of a record were, with one more. */
function withSource(
  sources: ReadonlyMap<string, RowSources>,
  { jobId, firstRow, batchId }: WrittenRow,
  areNumbered: boolean,
  shared: Shared,
): ReadonlyMap<string, RowSources> {
  const job = jobId.slice(0, 15);
  const name = `${job} ${firstRow ?? batchId}`;
  const known = sources.size === 0 ? shared.sources.get(name) : undefined;
  if (known !== undefined) return known;
  const before = sources.get(job) ?? { firstRows: new Set(), batches: new Set() };
  const now: RowSources = {
    firstRows: firstRow === undefined ? before.firstRows : new Set([...before.firstRows, firstRow]),
    batches: areNumbered ? before.batches : new Set([...before.batches, batchId]),
  };
  const more = new Map(sources).set(job, now);
  if (sources.size === 0) shared.sources.set(name, more);
  return more;
}

/** @param areNumbered - Whether the load tells the rows of its batches: one that it does not know has come twice. */
function note(
  records: Map<string, WrittenRecord>,
  row: WrittenRow,
  id: string,
  areNumbered: boolean,
  shared: Shared,
): void {
  const { jobId, rowNumber, created, until, by, sent, isUnfit } = row;
  const short = id.slice(0, 15);
  const record: WrittenRecord = records.get(short) ?? {
    id,
    created: false,
    sources: none.sources,
    jobId,
    rowNumber,
    until,
    by: none.by,
    sent: [],
    isUnfit: false,
  };
  records.set(short, record);
  record.created ||= created;
  record.isUnfit ||= isUnfit;
  record.sources = withSource(record.sources, row, areNumbered, shared);
  const user = by.slice(0, 15);
  if (!record.by.has(user)) record.by = record.by.size === 0 ? sharedSet(user, shared) : new Set([...record.by, user]);
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
