import { findDuplicateBatches, getIngestJob, getJob, isSfbulkError } from "@sfbulk/node";
import { optionWords } from "../arguments/option-words.ts";
import { inFolder } from "../arguments/in-folder.ts";
import type { Outcome } from "../command.ts";
import { orgWords, type Org } from "../connection/org.ts";
import { orgName } from "../connection/org-name.ts";
import type { ExitCode } from "../exit-code.ts";
import { describeRecord } from "../journals/describe-record.ts";
import { addedWords, apiOf, type LoadRecord, rowsAdded } from "../journals/load-record.ts";
import { explainFailure } from "../load/explain-failure.ts";
import { loadFile, type LoadedFile, type LoadPlan, type StoppedLoad } from "../load/load-file.ts";
import { duplicatesInFile, recordInFile, summaryInFile } from "../load/in-file-rows.ts";
import type { LoadSource } from "../load/open-rows.ts";
import { readBatchSize, readConcurrency } from "../load/read-api.ts";
import { readMaxFailed } from "../load/read-max-failed.ts";
import { isDelete } from "../load/read-spec.ts";
import { showPreflight } from "../load/show-preflight.ts";
import { byteSize } from "../output/byte-size.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { ask } from "../parts/ask.ts";
import { readWait } from "../parts/wait-with-progress.ts";
import { keepReceipt } from "../receipts/keep-receipt.ts";
import { localFile } from "../receipts/local-file.ts";
import type { LocalFile } from "../results/outcomes/local-rows.ts";
import type { WrittenResults } from "../results/outcomes/outcome-files.ts";
import { ingestLoadOf, writeIngestResults } from "../results/outcomes/write-ingest-results.ts";
import { writeResults } from "../results/outcomes/write-results.ts";
import { showResults } from "../results/show-results.ts";
import type { Beginning, LoadCall } from "./load-call.ts";
import { endingOptions, resumedOptions } from "./load-options.ts";
import { mustBeNew } from "./must-be-new.ts";
import { takeSnapshot, type TakenSnapshot } from "./take-snapshot.ts";
import { showDuplicates } from "./show-duplicates.ts";

/** Loads rows, and tells what became of them: journal, job, receipt, results. */
export async function carryOut(beginning: Beginning, org: Org, call: LoadCall): Promise<Outcome> {
  const { rows, journal, view } = beginning;
  const startedAt = new Date().toISOString();
  const skip = view.range?.skip ?? 0;
  const snapshot = takeSnapshot(beginning.spec, journal, call);
  tellOfBefore(beginning, org, call);
  const keep = async (record: LoadRecord, summary: LoadedFile["summary"]): Promise<string | undefined> => {
    try {
      const kept = await snapshot?.keep(record.jobs.at(-1) ?? "");
      const whole = { ...beginning, record, summary: summaryInFile(summary, skip), startedAt, org, snapshot: kept };
      const receipt = await keepReceipt(whole, call.values.outputDir);
      await journal.remove();
      return receipt;
    } catch (error) {
      // The rows are there, and the journal still says so.
      call.output.warn(`${error instanceof Error ? error.message : String(error)}; the journal stays`);
      return undefined;
    }
  };
  const loaded = await loadFile(
    rows,
    await journal.open(),
    planOf(beginning, org, call, snapshot),
    org,
    { ...call, own: (job) => call.own({ ...job, folder: call.values.outputDir }) },
    async (stopped) => {
      // Nobody goes on with rows that came from nowhere: whoever takes them back looks for it by the job.
      if (journal.path === undefined) await snapshot?.keep(stopped.record.jobs.at(-1) ?? "");
      return await afterStop(
        stopped,
        beginning,
        org,
        call,
        async (record) => await keep(recordInFile(record, skip), undefined),
      );
    },
  );
  const whole = {
    ...loaded,
    record: recordInFile(loaded.record, skip),
    duplicates: duplicatesInFile(loaded.duplicates, skip),
  };
  const receipt = await keep(whole.record, loaded.summary);
  return call.values.async === true
    ? await endAsync(whole, skip, org, call, receipt)
    : await endWithResults(beginning, whole, org, call, receipt);
}

function tellOfBefore({ rows: { name }, journal }: Beginning, org: Org, { output }: LoadCall): void {
  const { before, givenUp } = journal;
  if (before !== undefined) output.note(`Going on with the load of ${name}: ${describeRecord(before, output.verbose)}`);
  if (givenUp === undefined) return;
  output.warn(
    givenUp.openJob === undefined
      ? `A load of ${name} is given up: ${describeRecord(givenUp, output.verbose)}`
      : `A load of ${name} is given up; its job may be open: sfbulk abort ${givenUp.openJob}${orgWords(org)}`,
  );
}

function planOf(beginning: Beginning, org: Org, call: LoadCall, snapshot: TakenSnapshot | undefined): LoadPlan {
  const { spec, api, rows } = beginning;
  const { values, output } = call;
  const { maxFailed } = values;
  return {
    spec,
    api,
    onError: values.onError,
    concurrency: readConcurrency(values, api),
    maxRecords: readBatchSize(values),
    maxFailed: readMaxFailed(maxFailed),
    fields: values.check ? "check" : "send",
    isAsync: values.async === true,
    snapshot: snapshot?.snapshot,
    ...readWait(values),
    onPreflight: async (found) => {
      if (values.again !== true) await mustBeNew(beginning, org, call);
      if (values.check) showPreflight(found, output);
      if (snapshot !== undefined)
        output.note(`Snapshot of the records before they are changed: ${snapshot.cost(found.rows)}`);
      const leftOut = rows.leftOut();
      if (leftOut.length > 0) output.note(`Columns that a tool has added are left out: ${leftOut.join(", ")}`);
      if (!isDelete(spec) || !values.prompt) return;
      output.note(`${spec.operation}  ${spec.object}  every row of ${describe(rows)}`);
      const where = await orgName(org, call.interruption.signal);
      await ask(`${spec.operation === "delete" ? "Delete" : "Delete for good"} these records in ${where}?`, call);
    },
  };
}

const describe = ({ name, bytes }: LoadSource): string => (bytes === undefined ? name : `${name} (${byteSize(bytes)})`);

/** Makes the error of a load that has stopped. What is closed goes on by itself; of the rest, the journal knows how far it is. */
async function afterStop(
  stopped: StoppedLoad,
  { journal, path, rows, view }: Beginning,
  org: Org,
  call: LoadCall,
  keep: (record: LoadRecord) => Promise<unknown>,
): Promise<unknown> {
  const { record, error, isAllThere } = stopped;
  const { cause } = error;
  if (record.jobs.length === 0) {
    // Where no job can have been made, there is nothing to go on with.
    const isRefused = isSfbulkError(cause) && (cause.name === "SalesforceError" || cause.name === "SessionError");
    if (!record.isCreating || (isRefused && cause.code !== "JobMayExist")) await journal.remove();
    return cause ?? error;
  }
  if (isAllThere && cause !== undefined) {
    await keep(record);
    return cause;
  }
  const isNamed = call.values.journal !== undefined;
  return await explainFailure({
    ...stopped,
    name: rows.name,
    path,
    skip: view.range?.skip ?? 0,
    map: call.values.map ?? [],
    folder: call.values.outputDir,
    options: optionWords([...endingOptions, ...resumedOptions], call.values),
    org,
    journal: journal.path === undefined ? undefined : { path: journal.path, isNamed },
  });
}

async function endAsync(
  { record, added, duplicates, leftOpen }: LoadedFile,
  skip: number,
  org: Org,
  { values, output, interruption: { signal } }: LoadCall,
  receipt: string | undefined,
): Promise<Outcome> {
  const { connection } = org;
  const last = record.jobs.at(-1) ?? "";
  const ids = apiOf(record) === "1.0" ? [last] : record.batches.map(({ jobId }) => jobId);
  const job =
    apiOf(record) === "1.0"
      ? await getJob(connection, last, { signal })
      : await getIngestJob(connection, last, { signal });
  output.note(`Job ${job.id} is ${job.state}: ${addedWords(record)}`);
  const own = added.filter(({ batch }) => batch.jobId === job.id);
  // A closed job takes no batch: what it has now is all that will ever come. One of Bulk API 2.0 has one upload.
  const twins = "numberBatchesTotal" in job ? await findDuplicateBatches(connection, job, own, { signal }) : [];
  const found = twins.map(({ batch, of }) => ({ jobId: job.id, batchId: batch.id, firstRow: of.firstRow + skip }));
  const twice = showDuplicates([...duplicates, ...found], record, leftOpen, org, output);
  for (const id of ids) output.line(id);
  if (values.maxFailed !== undefined) {
    output.note(
      "What was processed after the last batch was sent is not counted for --max-failed: nobody waits for it",
    );
  }
  output.note(`Wait for ${ids.length === 1 ? "it" : "them"} with: sfbulk wait ${ids.join(" ")}${orgWords(org)}`);
  return {
    status: twice.duplicates === undefined ? 0 : 1,
    result: {
      jobId: job.id,
      jobs: record.jobs,
      job,
      rowsAdded: rowsAdded(record),
      batchesAdded: record.batches.length,
      receiptPath: receipt,
      ...twice,
    },
  };
}

async function endWithResults(
  beginning: Beginning,
  loaded: LoadedFile,
  org: Org,
  call: LoadCall,
  receipt: string | undefined,
): Promise<Outcome> {
  const { values, output, interruption } = call;
  const { signal } = interruption;
  const { spec, view } = beginning;
  const skip = view.range?.skip ?? 0;
  const { record, summary, duplicates, leftOpen, tooManyFailed, cutShort } = loaded;
  const jobId = record.jobs.at(-1) ?? "";
  const isClassic = apiOf(record) === "1.0";
  const job = {
    id: jobId,
    // Rows that are all processed are in jobs that are; only where somebody has ended one of them they are not.
    state: isClassic ? ("Closed" as const) : cutShort === undefined ? ("JobComplete" as const) : ("Aborted" as const),
    contentType: "CSV" as const,
    operation: spec.operation,
    object: spec.object,
  };
  output.note(`Job ${jobId} is ${job.state}: ${addedWords(record)}`);
  const twice = showDuplicates(duplicates, record, leftOpen, org, output);
  const progress = await startProgress(output, "Reading the results");
  try {
    const local = await fileOf(beginning, record);
    const options = {
      folder: values.outputDir,
      // Its name has the id of a job that was made just now; a load that is gone on with may have written them before.
      overwrite: values.resume === true,
      failedOnly: values.failedOnly === true,
      ...(summary === undefined ? {} : { written: summary.written }),
      signal,
      onRows: (read: number): void => void (output.moves && progress.say(`${count(read, "row")} of the results read`)),
    };
    // Where all rows went in, there is none to read about: no file is made of them.
    const isAllWritten =
      options.failedOnly && cutShort === undefined && summary !== undefined && summary.written === summary.rows;
    const written: WrittenResults = isAllWritten
      ? {
          successfulRecords: summary.written,
          failedRecords: 0,
          unprocessedRecords: 0,
          ...(isClassic ? { isFromFile: local !== undefined } : {}),
        }
      : isClassic
        ? await writeResults(job, org, { ...options, batches: record.batches, local })
        : await writeIngestResults(job, org, {
            ...options,
            load: ingestLoadOf(record, summary, skip),
            local: local === undefined ? undefined : { file: local, source: beginning.rows.source, skip },
          });
    progress.stop();
    const shown = showResults(job, written, output);
    if (tooManyFailed !== undefined) output.warn(tooManyFailed);
    if (cutShort !== undefined) output.warn(cutShort);
    if (values.retryLocked !== true && written.reasons?.some(({ statusCode }) => statusCode === "UNABLE_TO_LOCK_ROW")) {
      output.note(
        `Rows that others had locked may go in now, one batch after another: sfbulk retry ${jobId}${orgWords(org)}${inFolder(values.outputDir)} --serial`,
      );
    }
    // Files without the numbers of rows have no place for those of which nothing came back.
    const failed = isClassic
      ? written.failedRecords + (written.unknownRecords ?? 0)
      : (summary?.failed ?? 0) + (summary?.unknown ?? 0);
    return {
      status: statusOf(loaded, failed),
      result: { ...shown, jobs: record.jobs, receiptPath: receipt, ...twice },
    };
  } finally {
    progress.stop();
  }
}

/** Gives the file that was loaded; `undefined` where its rows cannot be told by their numbers, and where it is gone. */
async function fileOf({ path, rows, view }: Beginning, { begun }: LoadRecord): Promise<LocalFile | undefined> {
  // Of one column alone, empty values are no rows, and the file may have more columns.
  const isNarrowed = view.choose !== undefined && (begun?.columns?.length ?? 0) < 2;
  return path === undefined || rows.bytes === undefined || isNarrowed
    ? undefined
    : await localFile(path, view, rows.hash());
}

function statusOf({ duplicates, tooManyFailed }: LoadedFile, failed: number): ExitCode {
  if (duplicates.length > 0) return 1;
  if (tooManyFailed !== undefined) return 65;
  return failed > 0 ? 68 : 0;
}
