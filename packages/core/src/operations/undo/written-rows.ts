import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import { isSfbulkError } from "../../errors/is-sfbulk-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { ObjectDescription } from "../../protocol/object-description.ts";
import type { RowList } from "../../protocol/row-list.ts";
import type { RowResult } from "../../protocol/row-result.ts";
import { readIngestJobRequest } from "../../requests/ingest-requests.ts";
import { readJobRequest } from "../../requests/job-requests.ts";
import { endStates } from "../ingest/wait-until-ended.ts";
import { outcomesOf } from "../load-rows/ingest-outcomes/outcomes-of.ts";
import { targetForJob } from "../../connection/target-for-job.ts";
import { checkLoadTarget, type LoadTarget } from "../preflight/columns/load-target.ts";
import { batchesToRead } from "../results/reading/batches-to-read.ts";
import { readBatchRows } from "../results/reading/read-batch-rows.ts";
import { type LoadedFields, loadedFields } from "../snapshots/loaded-fields.ts";
import { cannotUndo } from "./cannot-undo.ts";
import type { SentRow } from "./sent-row.ts";
import type { CheckedUndo } from "./undo-options.ts";

/** A row of a load after it. */
export interface WrittenRow {
  readonly jobId: string;
  readonly rowNumber: number | null;
  readonly id: string | null;
  readonly fate: "written" | "unwritten" | "unknown";
  readonly created: boolean;
  /** When its batch was added: milliseconds since 1970 by the org's clock. */
  readonly from: number;
  readonly until: number;
  readonly by: string;
  readonly sent: SentRow | undefined;
  readonly isUnfit: boolean;
  /** The number of the first row of its batch, where that is known. */
  readonly firstRow: number | undefined;
  readonly batchId: string;
  readonly message: string | null;
  /** How many rows it stands for. */
  readonly times: number;
}

/** A job, as far as it tells what it has done. */
export interface JobOfLoad extends LoadTarget {
  readonly id: string;
  readonly createdBy: string;
  /** The API version that it was made in, and its batches are read in. */
  readonly apiVersion: number;
  /** When it was changed last: milliseconds since 1970 by the org's clock. */
  readonly endedAt: number;
  /** How many rows it has processed. */
  readonly rows: number;
  /** Whether an empty value leaves its field as it is, as in CSV. */
  readonly skipsEmpty: boolean;
}

/** Reads a job of a load. @throws TypeError while it goes on */
export async function readJob(
  target: Target,
  api: "1.0" | "2.0",
  jobId: string,
  signal: AbortSignal | undefined,
): Promise<JobOfLoad> {
  const job =
    api === "2.0"
      ? await ask(target, readIngestJobRequest(jobId), { signal })
      : await ask(target, readJobRequest(jobId), { signal });
  const { id, state, createdById, object, externalIdFieldName, apiVersion } = job;
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
    apiVersion,
    endedAt: Date.parse(job.systemModstamp),
    rows: job.numberRecordsProcessed,
    skipsEmpty: job.contentType.endsWith("CSV"),
    operation: job.operation,
    object: object ?? "",
    externalIdFieldName,
  };
}

/**
 * Gives what columns are for, the same ones once; "unfit" where one has values that could not be written back. `undefined` where
 * the load writes no record that was there before.
 */
export type FieldsOf = ((columns: readonly string[]) => LoadedFields | "unfit") | undefined;

export function fieldsOf(job: JobOfLoad, description: ObjectDescription): FieldsOf {
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

/** Gives the rows of a job of Bulk API 1.0, of every batch that it has. */
export async function* batchRows(
  ours: Target,
  { id: jobId, createdBy: by, apiVersion, skipsEmpty }: JobOfLoad,
  { firstRows, fields, signal }: RowsToRead,
): AsyncGenerator<WrittenRow, void, undefined> {
  const target = targetForJob(ours, apiVersion);
  const batches = await batchesToRead(target, jobId, undefined, { signal });
  const read = async (batch: (typeof batches)[number], inner: AbortSignal) => {
    const found = await readBatchRows(target, jobId, batch, (results) => fields !== undefined && anyUpdated(results), {
      signal: inner,
    });
    return { info: batch.info, found };
  };
  for await (const { info, found } of pool(batches, read, { concurrency, order: "source", signal })) {
    const firstRow = firstRows.get(info.id.slice(0, 15));
    const from = Date.parse(info.createdDate);
    const until = Date.parse(info.systemModstamp);
    const { results, sent } = found;
    const request = sent?.ok === true ? sent.rows : undefined;
    const known = request === undefined ? undefined : fields?.(request.sentColumns);
    let index = -1;
    for (const { id, success, created, errors, mayBeWritten } of results) {
      index++;
      const record = request?.record(index);
      const values = record && request?.columns.map((column) => record[column]);
      yield {
        jobId,
        rowNumber: firstRow === undefined ? null : firstRow + index,
        id,
        fate: success ? "written" : mayBeWritten === true ? "unknown" : "unwritten",
        created,
        from,
        until,
        by,
        sent: values && known && known !== "unfit" ? { fields: known.fields, cells: values, skipsEmpty } : undefined,
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

/** Gives the rows of a job of Bulk API 2.0. */
export async function* ingestRows(
  target: Target,
  { id: jobId, createdBy: by, skipsEmpty }: JobOfLoad,
  { fields, sizes, signal }: RowsToRead,
): AsyncGenerator<WrittenRow, void, undefined> {
  const job = await ask(target, readIngestJobRequest(jobId), { signal });
  const rows = sizes.find((one) => one.jobId.slice(0, 15) === jobId.slice(0, 15))?.rows ?? job.numberRecordsProcessed;
  const from = Date.parse(job.createdDate);
  const until = Date.parse(job.systemModstamp);
  for await (const outcomes of outcomesOf(target, job, rows, true, signal)) {
    for (const { fate, row, errors, times } of outcomes) {
      const columns = Object.keys(row?.record ?? {});
      const known = fate === "written" && row?.created === false ? fields?.(columns) : undefined;
      yield {
        jobId,
        rowNumber: null,
        id: row?.id ?? null,
        fate: fate === "written" || fate === "unknown" ? fate : "unwritten",
        created: row?.created === true,
        from,
        until,
        by,
        sent:
          known && known !== "unfit"
            ? { fields: known.fields, cells: Object.values(row?.record ?? {}), skipsEmpty }
            : undefined,
        isUnfit: known === "unfit",
        firstRow: undefined,
        batchId: jobId,
        message: errors[0]?.message ?? null,
        times,
      };
    }
  }
}
