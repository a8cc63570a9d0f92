import type { JobSpec } from "@sfbulk/node";
import { checkId } from "../arguments/check-id.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Outcome } from "../command.ts";
import { takeJournal } from "../journals/take-journal.ts";
import { readApi } from "../load/read-api.ts";
import { isDelete } from "../load/read-spec.ts";
import { isCommandError } from "../output/command-error.ts";
import { count } from "../output/count.ts";
import { mustBeAnswerable } from "../parts/ask.ts";
import { apiOf, type FoundJob, findJob } from "../parts/find-job.ts";
import { readReceipt } from "../receipts/read-receipt.ts";
import { mustBeWritable } from "../files/must-be-writable.ts";
import { carryOut } from "./carry-out.ts";
import { failedSource, isAnyRow } from "./failed-source.ts";
import type { LoadCall } from "./load-call.ts";
import { mustBeOver } from "./must-be-over.ts";

/**
 * Loads what failed in a job once more, as it was sent: into the same object, by the same operation. Its rows come from
 * Salesforce, of the whole load where its receipt is at hand. Rows that may have been written are left out.
 */
export async function loadRetry(given: string, call: LoadCall): Promise<Outcome> {
  const { values, output, interruption } = call;
  const id = checkId(given);
  refuseOthers(id, call);
  await mustBeWritable(values.outputDir);
  const org = await call.connect();
  await mustBeOver(id, org, values.outputDir);
  const receipt = await readReceipt(id, values.outputDir);
  const found = await findJob(org.connection, id, interruption.signal);
  const api = readApi({ ...values, api: values.api ?? apiOf(found) }, undefined);
  const spec = { ...specOf(found, api), ...settingsOf(call) } as JobSpec;
  if (isDelete(spec)) mustBeAnswerable(call);
  const rows = failedSource(found, receipt, isAnyRow, org, interruption.signal);
  const journal = await takeJournal("-", false, values);
  try {
    return await carryOut({ path: undefined, rows: rows.source, view: {}, spec, api, journal }, org, call);
  } catch (error) {
    if (!isCommandError(error) || error.name !== "NoRowsError") throw error;
    output.note(`No row of job ${id} is to be loaded again`);
    return { status: 0, result: { jobId: id, rowsAdded: 0, leftOut: rows.leftOut() } };
  } finally {
    if (rows.leftOut() > 0) {
      output.warn(
        `${count(rows.leftOut(), "row")} of job ${id} may have been written, or cannot be told apart, and are not loaded again: look them up in the org`,
      );
    }
  }
}

/** What the rows are loaded as is what they were loaded as. */
function refuseOthers(id: string, { args, values }: LoadCall): void {
  if (args.length > 0) throw usageError("Cannot use --retry together with a file: the rows are those of the job");
  const { sobject, operation, externalId, encoding, columnDelimiter, map, retryLocked } = values;
  const { resume, skip, trial, dryRun, again } = values;
  if (retryLocked === true) {
    throw usageError(
      "Cannot use --retry-locked together with --retry: it is for what one load has left",
      "Have the batches processed one after another: --serial",
    );
  }
  if ([sobject, operation, externalId].some((one) => one !== undefined)) {
    throw usageError(
      "Cannot use --retry together with --sobject, --operation or --external-id: they are those of the job",
    );
  }
  if ([encoding, columnDelimiter, map].some((one) => one !== undefined)) {
    throw usageError(
      "Cannot use --retry together with --encoding, --column-delimiter or --map: no file is read, and the columns are those that were sent",
    );
  }
  if ([resume, values.new, skip, trial, dryRun, again].some((one) => one !== undefined)) {
    throw usageError(
      "Cannot use --retry together with --resume, --new, --skip, --trial, --dry-run or --again",
      `See what failed with: sfbulk results ${id} --failed-only --csv`,
    );
  }
}

/** What may be said anew: batches one after another, where rows have failed since others had locked their records. */
const settingsOf = ({ values: { serial, assignmentRule } }: LoadCall): Partial<JobSpec> => ({
  ...(serial === true ? { concurrencyMode: "Serial" } : {}),
  ...(assignmentRule === undefined ? {} : { assignmentRuleId: assignmentRule }),
});

/** Says what a job's rows were loaded as. */
export function specOf(found: FoundJob, api: "1.0" | "2.0"): JobSpec {
  const { job } = found;
  if (job.contentType !== "CSV" || job.operation.startsWith("query") || job.object === null) {
    throw usageError(
      `Cannot load what failed in job ${job.id} again: it is one of ${job.operation} in ${job.contentType}`,
    );
  }
  const { operation, object } = job;
  return {
    operation,
    object,
    contentType: "CSV",
    externalIdFieldName: ("externalIdFieldName" in job ? job.externalIdFieldName : null) ?? undefined,
    ...("assignmentRuleId" in job && job.assignmentRuleId !== null ? { assignmentRuleId: job.assignmentRuleId } : {}),
    ...(api === "1.0" && found.api === "1.0" && job.concurrencyMode === "Serial" ? { concurrencyMode: "Serial" } : {}),
  };
}
