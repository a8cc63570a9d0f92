import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { isSfbulkError } from "../../errors/is-sfbulk-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { ObjectDescription } from "../../protocol/object-description.ts";
import type { RowList } from "../../protocol/row-list.ts";
import type { RowResult } from "../../protocol/row-result.ts";
import { readIngestJobRequest } from "../../requests/ingest-requests.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { endStates } from "../ingest/wait-until-ended.ts";
import { outcomesOf } from "../load-rows/ingest-outcomes/outcomes-of.ts";
import { objectSource } from "../preflight/columns/describe-objects.ts";
import { checkLoadTarget, type LoadTarget } from "../preflight/columns/load-target.ts";
import { batchesToRead } from "../results/reading/batches-to-read.ts";
import { readBatchRows } from "../results/reading/read-batch-rows.ts";
import { type LoadedFields, loadedFields } from "../snapshots/loaded-fields.ts";
import type { CheckedUndo } from "./undo-options.ts";
import type { RowSources } from "./values-before.ts";

/** A value that a load has sent for a field; `undefined` where the column names another record, and the value is not it. */
type SentValues = ReadonlyMap<string, string | undefined>;

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

/** A row of a load after it. */
interface WrittenRow {
  readonly jobId: string;
  readonly rowNumber: number | null;
  readonly id: string | null;
  readonly fate: "written" | "unwritten" | "unknown";
  readonly created: boolean;
  readonly until: number;
  readonly by: string;
  readonly sent: SentValues | undefined;
  readonly isUnfit: boolean;
  /** The number of the first row of its batch, where that is known. */
  readonly firstRow: number | undefined;
  readonly batchId: string;
  readonly message: string | null;
  /** How many rows it stands for. */
  readonly times: number;
}

/** A job, as far as it tells what it has done. */
interface JobOfLoad extends LoadTarget {
  readonly id: string;
  readonly createdBy: string;
  /** Whether an empty value leaves its field as it is, as in CSV. */
  readonly skipsEmpty: boolean;
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

async function readJob(
  target: Target,
  api: "1.0" | "2.0",
  jobId: string,
  signal: AbortSignal | undefined,
): Promise<JobOfLoad> {
  const job =
    api === "2.0"
      ? await ask(target, readIngestJobRequest(jobId), { signal })
      : await ask(target, readJobRequest(jobId), { signal });
  const { id, state, createdById, object, externalIdFieldName } = job;
  const createdBy = createdById ?? "";
  const isOver = api === "2.0" ? endStates.includes(state) : state !== "Open";
  if (!isOver) {
    throw cannotUndo(
      `job "${id}" is ${state}; abort or close it first, or go on with the load, and wait until it has ended`,
    );
  }
  return {
    id,
    createdBy,
    skipsEmpty: job.contentType.endsWith("CSV"),
    operation: job.operation,
    object: object ?? "",
    externalIdFieldName,
  };
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

/** Makes the error for a load that cannot be taken back. */
export const cannotUndo = (why: string): TypeError => argumentError("NotUndoable", `Cannot take the load back: ${why}`);

/**
 * Gives what columns are for, the same ones once; "unfit" where one has values that could not be written back. `undefined` where
 * the load writes no record that was there before.
 */
type FieldsOf = ((columns: readonly string[]) => LoadedFields | "unfit") | undefined;

function fieldsOf(job: JobOfLoad, description: ObjectDescription): FieldsOf {
  if (job.operation !== "update" && job.operation !== "upsert") return undefined;
  const aim = checkLoadTarget(job);
  const known = new Map<string, LoadedFields | "unfit">();
  return (columns) => {
    const name = JSON.stringify(columns);
    const fields = known.get(name) ?? fieldsIn(aim, description, columns);
    known.set(name, fields);
    return fields;
  };
}

function fieldsIn(...loaded: Parameters<typeof loadedFields>): LoadedFields | "unfit" {
  try {
    return loadedFields(...loaded);
  } catch (error) {
    // What the load has made can be deleted all the same.
    if (error instanceof TypeError && isSfbulkError(error) && error.code === "UnfitColumns") return "unfit";
    throw error;
  }
}

interface RowsToRead {
  readonly firstRows: ReadonlyMap<string, number>;
  readonly fields: FieldsOf;
  readonly sizes: CheckedUndo["load"]["batches"];
  readonly signal: AbortSignal | undefined;
}

/** How many batches are read at a time. */
const concurrency = 2;

async function* batchRows(
  target: Target,
  { id: jobId, createdBy: by, skipsEmpty }: JobOfLoad,
  { firstRows, fields, signal }: RowsToRead,
): AsyncGenerator<WrittenRow, void, undefined> {
  const batches = await batchesToRead(target, jobId, undefined, { signal });
  const read = async (batch: (typeof batches)[number], inner: AbortSignal) => {
    const found = await readBatchRows(target, jobId, batch, (results) => fields !== undefined && anyUpdated(results), {
      signal: inner,
    });
    return { info: batch.info, found };
  };
  for await (const { info, found } of pool(batches, read, { concurrency, order: "source", signal })) {
    const firstRow = firstRows.get(info.id.slice(0, 15));
    const until = Date.parse(info.systemModstamp);
    const { results, sent } = found;
    const request = sent?.ok === true ? sent.rows : undefined;
    const known = request === undefined ? undefined : fields?.(request.sentColumns);
    let index = -1;
    for (const { id, success, created, errors, mayBeWritten } of results) {
      index++;
      const record = request?.records[index];
      const values = record && request?.columns.map((column) => record[column]);
      yield {
        jobId,
        rowNumber: firstRow === undefined ? null : firstRow + index,
        id,
        fate: success ? "written" : mayBeWritten === true ? "unknown" : "unwritten",
        created,
        until,
        by,
        sent: values && known && known !== "unfit" ? sentValues(known, values, skipsEmpty) : undefined,
        isUnfit: known === "unfit",
        firstRow,
        batchId: info.id,
        message: errors[0]?.message ?? null,
        times: 1,
      };
    }
  }
}

function anyUpdated(results: RowList<RowResult>): boolean {
  for (const { success, created } of results) if (success && !created) return true;
  return false;
}

async function* ingestRows(
  target: Target,
  { id: jobId, createdBy: by, skipsEmpty }: JobOfLoad,
  { fields, sizes, signal }: RowsToRead,
): AsyncGenerator<WrittenRow, void, undefined> {
  const job = await ask(target, readIngestJobRequest(jobId), { signal });
  const rows = sizes.find((one) => one.jobId.slice(0, 15) === jobId.slice(0, 15))?.rows ?? job.numberRecordsProcessed;
  const until = Date.parse(job.systemModstamp);
  for await (const { fate, row, errors, times } of outcomesOf(target, job, rows, true, signal)) {
    const columns = Object.keys(row?.record ?? {});
    const known = fate === "written" && row?.created === false ? fields?.(columns) : undefined;
    yield {
      jobId,
      rowNumber: null,
      id: row?.id ?? null,
      fate: fate === "written" || fate === "unknown" ? fate : "unwritten",
      created: row?.created === true,
      until,
      by,
      sent: known && known !== "unfit" ? sentValues(known, Object.values(row?.record ?? {}), skipsEmpty) : undefined,
      isUnfit: known === "unfit",
      firstRow: undefined,
      batchId: jobId,
      message: errors[0]?.message ?? null,
      times,
    };
  }
}

/**
 * Gives what a row has sent.
 *
 * @param skipsEmpty - Whether a value that is empty leaves its field as it is. What it does in JSON and XML is a guess: it may
 *   empty the field.
 */
function sentValues(
  { fields }: LoadedFields,
  values: readonly (string | undefined)[],
  skipsEmpty: boolean,
): SentValues {
  const sent = new Map<string, string | undefined>();
  for (const { place, field, isRelated } of fields) {
    const value = values[place];
    if (value === undefined || (value === "" && skipsEmpty)) continue;
    sent.set(field.name, value === "" || (isRelated && value !== "#N/A") ? undefined : value);
  }
  return sent;
}
