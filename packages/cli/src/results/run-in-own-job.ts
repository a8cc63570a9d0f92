import {
  abortJob,
  type AnyJobInfo,
  closeJob,
  getJob,
  isSfbulkError,
  listBatches,
  type PkChunking,
  runQuery,
  runQueryCsv,
  type RunQueryOptions,
  type SalesforceError,
} from "@sfbulk/node";
import type { WaitValues } from "../arguments/common-options.ts";
import { shellWord } from "../arguments/shell-word.ts";
import type { Call } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { isInterrupted } from "../interruption.ts";
import { type CommandError, commandError } from "../output/command-error.ts";
import { count, formatNumber } from "../output/count.ts";
import { type Progress, startProgress } from "../output/progress.ts";
import { isUnreadError } from "../output/standard-streams.ts";
import { readWait, sayHowFar } from "../parts/wait-with-progress.ts";
import { fileSink, outputSink, type RecordSink } from "./record-sink.ts";
import type { WrittenRecords } from "./show-records.ts";
import { type FoundRecords, type RecordFormat, recordWriter, type WrittenFormat } from "./write-records.ts";

/** The values of the options of `query`. */
export interface QueryValues extends WaitValues {
  readonly file?: string;
  readonly api?: "1.0" | "2.0";
  readonly pkChunking?: string;
  readonly allRows?: true;
  readonly outputFile?: string;
  readonly overwrite?: true;
  readonly resultFormat?: RecordFormat;
  readonly keep?: true;
}

/** A query, and how what it finds is written. */
export interface QueryToRun {
  readonly soql: string;
  readonly api: "1.0" | "2.0";
  readonly pkChunking: boolean | PkChunking | undefined;
  readonly format: WrittenFormat;
}

/**
 * Runs a query in a job of its own, and writes what it finds. The job is ended when all is written, or where nobody reads it
 * any more; whatever else happens it stays, and goes on by itself where it can, so that it can be read later.
 */
export async function runInOwnJob(query: QueryToRun, org: Org, call: Call<QueryValues>): Promise<WrittenRecords> {
  const { values, output, interruption } = call;
  const { signal } = interruption;
  const { api, format, soql, pkChunking } = query;
  const { outputFile } = values;
  let job: AnyJobInfo | undefined;
  let found = 0;
  let isKept = true;
  const sink = await openSink(query, org, values, () => job?.id);
  const progress = await startProgress(output, "Creating the job");
  // What moves on standard error would be in the way of rows on the same screen.
  const shown = outputFile === undefined ? stopping(progress, sink) : sink;
  const writer = recordWriter(
    format,
    shown,
    outputFile === undefined || output.mode !== "text" ? undefined : showRows(progress, () => found),
  );
  const records: unknown[] | undefined = outputFile === undefined && output.mode === "json" ? [] : undefined;
  const options: RunQueryOptions = {
    ...readWait(values),
    api,
    operation: values.allRows === true ? "queryAll" : "query",
    ...(pkChunking === undefined ? {} : { pkChunking }),
    signal,
    onJob: (made) => {
      job = made;
      call.own({ id: made.id, isClosed: api === "2.0", isQuery: true });
      interruption.partWith(() => `Read what job ${made.id} finds with: sfbulk results ${made.id}${orgWords(org)}`);
      progress.say(`Waiting for job ${made.id}`);
    },
    onProgress: (seen) => {
      found = seen.numberRecordsProcessed;
      if (seen.state === "JobComplete") call.own({ id: seen.id, isClosed: true, isQuery: true, isDone: true });
      progress.say(sayHowFar(seen));
    },
    keep: async (failure) => {
      // Only what is where it belongs needs its job no more.
      if (failure === undefined && sink.failure() === undefined && records === undefined) {
        await writer.end().catch((error: unknown) => {
          if (!isUnreadError(error)) throw error;
        });
      }
      const broken = sink.failure();
      const isLost = signal.aborted && !isInterrupted(signal.reason);
      isKept =
        values.keep === true || (broken !== undefined && !isUnreadError(broken)) || (failure !== undefined && !isLost);
      return isKept;
    },
  };
  const results: FoundRecords = {
    csv: (onRows) => runQueryCsv(org.connection, soql, { ...options, onRows }),
    records: () => runQuery(org.connection, soql, options),
  };
  try {
    if (records === undefined) await writer.write(results);
    else for await (const record of results.records()) records.push(record);
  } catch (error) {
    progress.stop();
    if (job !== undefined && !isKept) call.own({ id: job.id, isClosed: true, isQuery: true, isGone: true });
    else if (job !== undefined && api === "1.0" && values.keep !== true) await letGoOn(job.id, query, org, call);
    throw (job === undefined ? undefined : await whyFailed(job.id, error, api, org)) ?? error;
  } finally {
    progress.stop();
    interruption.partWith(undefined);
    await sink.discard();
  }
  const jobId = job?.id ?? "";
  call.own({ id: jobId, isClosed: true, isQuery: true, isGone: !isKept && api === "2.0" });
  const totalSize = records?.length ?? writer.rows();
  const written: WrittenRecords = {
    jobId,
    api,
    done: true,
    totalSize,
    ...(records === undefined ? {} : { records }),
    ...(outputFile === undefined ? {} : { outputFile }),
  };
  if (outputFile !== undefined) {
    output.item(written, `What job ${jobId} found is in ${outputFile}: ${count(totalSize, "row")}`);
  }
  if (values.keep === true)
    output.note(`Job ${jobId} stays as it is; read it again with: sfbulk results ${jobId}${orgWords(org)}`);
  return written;
}

async function openSink(
  { format }: QueryToRun,
  org: Org,
  { outputFile, overwrite }: QueryValues,
  jobId: () => string | undefined,
): Promise<RecordSink> {
  if (outputFile === undefined) return outputSink(process.stdout);
  const more = {
    csv: "",
    jsonl: " --jsonl | jq -c '.record // empty'",
    json: " --json | jq .result.records",
    rows: " --jsonl",
  }[format];
  const again = (): string | undefined =>
    jobId() === undefined ? undefined : `sfbulk results ${jobId()}${orgWords(org)}${more} > ${shellWord(outputFile)}`;
  return await fileSink(outputFile, { overwrite: overwrite === true, again });
}

const stopping = (progress: Progress, sink: RecordSink): RecordSink => ({
  ...sink,
  write: async (data) => {
    progress.stop();
    await sink.write(data);
  },
});

/** Shows how many rows have come, of how many where the job says so. */
const showRows =
  (progress: Progress, found: () => number) =>
  (rows: number): void => {
    // The header has come.
    if (rows === 0) return;
    const total = found();
    if (total < rows || total === 0) progress.say(`${count(rows, "row")} read`);
    else progress.show({ done: rows, total, facts: [`${formatNumber(rows)} of ${count(total, "row")} read`] });
  };

/** Makes the error of a query that Salesforce could not run: its reason, and that alone. */
async function whyFailed(
  jobId: string,
  error: unknown,
  api: "1.0" | "2.0",
  org: Org,
): Promise<CommandError | undefined> {
  if (!isSfbulkError(error) || error.name !== "SalesforceError") return undefined;
  const reason = api === "2.0" ? errorMessageOf(error.job) : await failedBatchOf(jobId, error, org);
  if (reason === undefined) return undefined;
  return commandError("QueryFailed", `Cannot run the query: ${reason}`, {
    actions: [`See where it stands with: sfbulk status ${jobId}${orgWords(org)}`],
    data: { jobId },
    cause: error,
  });
}

const errorMessageOf = (job: AnyJobInfo | undefined): string | undefined =>
  job !== undefined && "errorMessage" in job && job.state === "Failed" ? (job.errorMessage ?? undefined) : undefined;

/** A job of Bulk API 1.0 does not fail: its batch does. Where that cannot be read, the error is what it was. */
async function failedBatchOf(jobId: string, error: SalesforceError, { connection }: Org): Promise<string | undefined> {
  if (error.exceptionCode.toLowerCase() !== "invalidbatch") return undefined;
  try {
    const batches = await listBatches(connection, jobId);
    return batches.find(({ state }) => state === "Failed")?.stateMessage ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * Lets a job of Bulk API 1.0 go on by itself: it is closed, as its batch is there. One that Salesforce splits must not be
 * closed before it has; one without a batch has nothing to go on with.
 */
async function letGoOn(jobId: string, { pkChunking }: QueryToRun, org: Org, call: Call<QueryValues>): Promise<void> {
  const { connection } = org;
  const isChunked = pkChunking !== undefined && pkChunking !== false;
  try {
    let job = await getJob(connection, jobId);
    const isGone = job.numberBatchesTotal === 0;
    if (job.state === "Open" && isGone) await abortJob(connection, jobId);
    else if (job.state === "Open" && !isChunked) job = await closeJob(connection, jobId);
    const isClosed = job.state !== "Open" || isGone;
    const isDone = job.state === "Closed" && job.numberBatchesQueued + job.numberBatchesInProgress === 0;
    call.own({ id: jobId, isClosed, isQuery: true, isGone, isDone });
  } catch (error) {
    call.output.warn(`Cannot tell whether job ${jobId} is open: ${(error as Error).message}`);
  }
}
