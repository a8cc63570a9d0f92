import { type Ending, findDuplicateBatches, getJob, isSfbulkError, type JobInfo, type JobSpec } from "@sfbulk/node";
import { orgWords, type Org } from "../connection/org.ts";
import { readCount } from "../arguments/read-number.ts";
import type { WaitValues } from "../arguments/common-options.ts";
import type { Call, Outcome } from "../command.ts";
import { describeRecord } from "../journals/describe-record.ts";
import { rowsAdded } from "../journals/load-record.ts";
import { type JournalValues, takeJournal, type TakenJournal } from "../journals/take-journal.ts";
import { explainFailure } from "../load/explain-failure.ts";
import { addedWords, loadFile, type LoadedFile, type LoadPlan, type StoppedLoad } from "../load/load-file.ts";
import { type FileReading, openRows, type Rows } from "../load/open-rows.ts";
import { isDelete, readReading, readSpec, type ReadingValues, type SpecValues } from "../load/read-spec.ts";
import { showPreflight } from "../load/show-preflight.ts";
import { byteSize } from "../output/byte-size.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { ask, mustBeAnswerable, type PromptValues } from "../parts/ask.ts";
import { readWait } from "../parts/wait-with-progress.ts";
import { keepReceipt } from "../receipts/keep-receipt.ts";
import { localFile } from "../receipts/local-file.ts";
import { mustBeWritable } from "../results/must-be-writable.ts";
import { showResults } from "../results/show-results.ts";
import { writeResults } from "../results/write-results.ts";
import { mustBeNew } from "./must-be-new.ts";
import { showDuplicates } from "./show-duplicates.ts";
import { showPlan } from "./show-plan.ts";

/** The values of the options that a load of one file goes by, besides those of its spec, its reading and its journal. */
export interface LoadOneValues {
  readonly onError: Ending;
  /** `false` where `--no-check` was given. */
  readonly check: boolean;
  readonly batchSize: string;
  readonly concurrency: string;
  readonly again?: true;
  readonly async?: true;
  readonly outputDir: string;
  readonly failedOnly?: true;
  readonly dryRun?: true;
}

/** A call that loads. */
export type LoadCall = Call<LoadOneValues & SpecValues & ReadingValues & JournalValues & WaitValues & PromptValues>;

/** A load as it is known before anything is sent. */
interface Beginning {
  readonly path: string;
  readonly rows: Rows;
  readonly reading: FileReading;
  readonly spec: JobSpec;
  readonly journal: TakenJournal;
  readonly startedAt: string;
}

/** Loads a file, or standard input (`-`), and tells what became of it. */
export async function loadOne(path: string, call: LoadCall): Promise<Outcome> {
  const { values } = call;
  // What is wrong with the call is said before the file is looked at.
  if (values.resume !== true) seeWhetherAnswerable(readSpec(values, undefined), call);
  const given = readReading(values);
  const known = await openRows(path, given);
  const journal = await takeJournal(path, known.bytes !== undefined, values);
  const spec = readSpec(values, journal.before);
  const reading = Object.keys(given).length > 0 ? given : readingOf(journal);
  const rows = reading === given ? known : await openRows(path, reading);
  if (journal.before !== undefined) seeWhetherAnswerable(spec, call);
  if (values.dryRun !== true) await mustBeWritable(values.outputDir);
  const org = await call.connect();
  if (values.dryRun === true) return await showPlan(rows, spec, org, call);
  const beginning: Beginning = { path, rows, reading, spec, journal, startedAt: new Date().toISOString() };
  tellOfBefore(beginning, org, call);
  const loaded = await loadFile(
    rows,
    await journal.open(),
    planOf(beginning, org, call),
    org,
    call,
    async (stopped) => await afterStop(stopped, beginning, org, call),
  );
  const receipt = await keep(beginning, loaded, org, call);
  return values.async === true
    ? await endAsync(loaded, org, call, receipt)
    : await endWithResults(beginning, loaded, org, call, receipt);
}

function seeWhetherAnswerable(spec: JobSpec, call: LoadCall): void {
  if (isDelete(spec) && call.values.dryRun !== true) mustBeAnswerable(call);
}

/** Gives how an earlier run read the file. */
function readingOf({ before }: TakenJournal): FileReading {
  const { encoding = null, delimiter = null } = before?.begun?.reading ?? {};
  return { ...(encoding === null ? {} : { encoding }), ...(delimiter === null ? {} : { delimiter }) };
}

function tellOfBefore({ path, journal }: Beginning, org: Org, { output }: LoadCall): void {
  const { before, givenUp } = journal;
  if (before !== undefined) output.note(`Going on with the load of ${path}: ${describeRecord(before, output.verbose)}`);
  if (givenUp === undefined) return;
  output.warn(
    givenUp.openJob === undefined
      ? `A load of ${path} is given up: ${describeRecord(givenUp, output.verbose)}`
      : `A load of ${path} is given up; its job may be open: sfbulk abort ${givenUp.openJob}${orgWords(org)}`,
  );
}

function planOf({ path, spec, rows }: Beginning, org: Org, call: LoadCall): LoadPlan {
  const { values, output } = call;
  return {
    spec,
    onError: values.onError,
    concurrency: readCount("--concurrency", values.concurrency, 50),
    maxRecords: readCount("--batch-size", values.batchSize, 10_000),
    maxFailed: undefined,
    fields: values.check ? "check" : "send",
    isAsync: values.async === true,
    ...readWait(values),
    onPreflight: async (found) => {
      if (values.again !== true) await mustBeNew(path, rows, spec, org, call);
      if (values.check) showPreflight(found, output);
      const leftOut = rows.leftOut();
      if (leftOut.length > 0) output.note(`Columns that a tool has added are left out: ${leftOut.join(", ")}`);
      if (!isDelete(spec) || !values.prompt) return;
      output.note(`${spec.operation}  ${spec.object}  every row of ${describe(rows)} in ${org.label}`);
      await ask(`${spec.operation === "delete" ? "Delete" : "Delete for good"} these records?`, call);
    },
  };
}

const describe = ({ name, bytes }: Rows): string => (bytes === undefined ? name : `${name} (${byteSize(bytes)})`);

/** Writes the receipt, and takes the journal away: all rows are there. */
async function keep(
  beginning: Beginning,
  { record, summary }: Pick<LoadedFile, "record" | "summary">,
  org: Org,
  { values, output }: LoadCall,
): Promise<string | undefined> {
  try {
    const receipt = await keepReceipt({ ...beginning, record, summary, org }, values.outputDir);
    await beginning.journal.remove();
    return receipt;
  } catch (error) {
    // The rows are there, and the journal still says so.
    output.warn(`${error instanceof Error ? error.message : String(error)}; the journal stays`);
    return undefined;
  }
}

/** Makes the error of a load that has stopped. What is closed goes on by itself; of the rest, the journal knows how far it is. */
async function afterStop(stopped: StoppedLoad, beginning: Beginning, org: Org, call: LoadCall): Promise<unknown> {
  const { record, error } = stopped;
  const { journal, rows } = beginning;
  if (record.jobs.length === 0) {
    const { cause } = error;
    // Where no job can have been made, there is nothing to go on with.
    const isRefused = isSfbulkError(cause) && (cause.name === "SalesforceError" || cause.name === "SessionError");
    if (!record.isCreating || (isRefused && cause.code !== "JobMayExist")) await journal.remove();
    return cause ?? error;
  }
  if (record.openJob === undefined && error.cause !== undefined) {
    await keep(beginning, { record, summary: undefined }, org, call);
    return error.cause;
  }
  const kept =
    journal.path === undefined ? undefined : { path: journal.path, isNamed: call.values.journal !== undefined };
  return await explainFailure({ ...stopped, name: rows.name, org, journal: kept });
}

async function endAsync(
  { record, added, duplicates, leftOpen }: LoadedFile,
  org: Org,
  { output, interruption: { signal } }: LoadCall,
  receipt: string | undefined,
): Promise<Outcome> {
  const { connection } = org;
  const job = await getJob(connection, record.jobs.at(-1) ?? "", { signal });
  output.note(`Job ${job.id} is ${job.state}: ${addedWords(record)}`);
  const own = added.filter(({ batch }) => batch.jobId === job.id);
  // A closed job takes no batch: what it has now is all that will ever come.
  const twins = await findDuplicateBatches(connection, job, own, { signal });
  const found = twins.map(({ batch, of }) => ({ jobId: job.id, batchId: batch.id, firstRow: of.firstRow }));
  const twice = showDuplicates([...duplicates, ...found], record, leftOpen, org, output);
  output.line(job.id);
  output.note(`Wait for it with: sfbulk wait ${job.id}${orgWords(org)}`);
  return {
    status: twice.duplicates === undefined ? 0 : 1,
    result: {
      jobId: job.id,
      job,
      rowsAdded: rowsAdded(record),
      batchesAdded: record.batches.length,
      receiptPath: receipt,
      ...twice,
    },
  };
}

async function endWithResults(
  { path, rows, reading, spec }: Beginning,
  { record, summary, duplicates, leftOpen, tooManyFailed }: LoadedFile,
  org: Org,
  { values, output, interruption: { signal } }: LoadCall,
  receipt: string | undefined,
): Promise<Outcome> {
  const jobId = record.jobs.at(-1) ?? "";
  const job: Pick<JobInfo, "id" | "state" | "contentType" | "operation" | "object"> = {
    id: jobId,
    // Rows that are all processed are in jobs that are.
    state: "Closed",
    contentType: "CSV",
    operation: spec.operation,
    object: spec.object,
  };
  output.note(`Job ${jobId} is Closed: ${addedWords(record)}`);
  const twice = showDuplicates(duplicates, record, leftOpen, org, output);
  const progress = await startProgress(output, "Reading the results");
  try {
    const written = await writeResults(job, org, {
      folder: values.outputDir,
      // Its name has the id of a job that was made just now; a load that is gone on with may have written them before.
      overwrite: values.resume === true,
      failedOnly: values.failedOnly === true,
      ...(summary === undefined ? {} : { written: summary.written }),
      batches: record.batches,
      local: rows.bytes === undefined ? undefined : await localFile(path, reading, rows.hash()),
      signal,
      onRows: (read) => output.moves && progress.say(`${count(read, "row")} of the results read`),
    });
    progress.stop();
    const shown = showResults(job, written, output);
    const failed = written.failedRecords + (written.unknownRecords ?? 0);
    if (tooManyFailed !== undefined) output.warn(tooManyFailed);
    const status = duplicates.length > 0 ? 1 : tooManyFailed === undefined ? (failed > 0 ? 68 : 0) : 65;
    return { status, result: { ...shown, jobs: record.jobs, receiptPath: receipt, ...twice } };
  } finally {
    progress.stop();
  }
}
