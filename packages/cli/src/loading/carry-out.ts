import { isSfbulkError } from "@sfbulk/node";
import { optionWords } from "../arguments/option-words.ts";
import type { Outcome } from "../command.ts";
import { orgWords, type Org } from "../connection/org.ts";
import { orgName } from "../connection/org-name.ts";
import { describeRecord } from "../journals/describe-record.ts";
import type { LoadRecord } from "../journals/load-record.ts";
import { explainFailure } from "../load/explain-failure.ts";
import { loadFile, type LoadedFile, type LoadPlan, type StoppedLoad } from "../load/load-file.ts";
import { duplicatesInFile, recordInFile, summaryInFile } from "../load/in-file-rows.ts";
import type { LoadSource } from "../load/open-rows.ts";
import { readBatchSize, readConcurrency } from "../load/read-api.ts";
import { readMaxFailed } from "../load/read-max-failed.ts";
import { isDelete } from "../load/read-spec.ts";
import { showPreflight } from "../load/show-preflight.ts";
import { byteSize } from "../output/byte-size.ts";
import { ask } from "../parts/ask.ts";
import { readWait } from "../parts/wait-with-progress.ts";
import { keepReceipt } from "../receipts/keep-receipt.ts";
import type { Beginning, LoadCall } from "./load-call.ts";
import { endAsync } from "./end-async.ts";
import { endWithResults } from "./end-with-results.ts";
import { endingOptions, resumedOptions } from "./load-options.ts";
import { mustBeNew } from "./must-be-new.ts";
import { takeSnapshot, type TakenSnapshot } from "./take-snapshot.ts";

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
