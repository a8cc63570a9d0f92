import { type FailedRow, failedRows, getJob, type JobInfo, type JobSpec, loadFailedRows } from "@sfbulk/node";
import { checkId } from "../arguments/check-id.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Outcome } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { takeJournal } from "../journals/take-journal.ts";
import type { LoadSource } from "../load/open-rows.ts";
import { isDelete } from "../load/read-spec.ts";
import { isCommandError } from "../output/command-error.ts";
import { count } from "../output/count.ts";
import { mustBeAnswerable } from "../parts/ask.ts";
import type { LoadReceipt } from "../receipts/receipt.ts";
import { readReceipt } from "../receipts/read-receipt.ts";
import { mustBeWritable } from "../results/must-be-writable.ts";
import { carryOut } from "./carry-out.ts";
import type { LoadCall } from "./load-call.ts";

/**
 * Loads what failed in a job once more, as it was sent: into the same object, by the same operation. Its rows come from
 * Salesforce, of the whole load where its receipt is at hand. Rows that may have been written are left out.
 */
export async function loadRetry(given: string, call: LoadCall): Promise<Outcome> {
  const { values, output, interruption } = call;
  const id = checkId(given);
  refuseOthers(call);
  await mustBeWritable(values.outputDir);
  const org = await call.connect();
  const receipt = await readReceipt(id, values.outputDir);
  const job = await getJob(org.connection, id, { signal: interruption.signal });
  const spec = specOf(job);
  if (isDelete(spec)) mustBeAnswerable(call);
  const rows = failedSource(job, receipt, org, call);
  const journal = await takeJournal("-", false, values);
  try {
    return await carryOut({ path: undefined, rows: rows.source, view: {}, spec, journal }, org, call);
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
function refuseOthers({ args, values }: LoadCall): void {
  if (args.length > 0) throw usageError("Cannot use --retry together with a file: the rows are those of the job");
  const { sobject, operation, externalId, resume, skip, dryRun } = values;
  if ([sobject, operation, externalId].some((one) => one !== undefined)) {
    throw usageError(
      "Cannot use --retry together with --sobject, --operation or --external-id: they are those of the job",
    );
  }
  if (resume === true || skip !== undefined || dryRun === true) {
    throw usageError(
      "Cannot use --retry together with --resume, --skip or --dry-run",
      "See what failed with: sfbulk results <id> --failed-only --csv",
    );
  }
}

function specOf({ id, operation, object, contentType, externalIdFieldName }: JobInfo): JobSpec {
  if (contentType !== "CSV" || operation.startsWith("query")) {
    throw usageError(`Cannot load what failed in job ${id} again: it is one of ${operation} in ${contentType}`);
  }
  return { operation, object, contentType: "CSV", externalIdFieldName: externalIdFieldName ?? undefined };
}

function failedSource(
  { id }: JobInfo,
  receipt: LoadReceipt | undefined,
  { connection }: Org,
  { interruption: { signal } }: LoadCall,
): { readonly source: LoadSource; readonly leftOut: () => number } {
  let leftOut = 0;
  const found = async function* (): AsyncGenerator<FailedRow, void, undefined> {
    const all =
      receipt === undefined
        ? failedRows(connection, id, { signal })
        : loadFailedRows(connection, { batches: receipt.batches }, { signal });
    for await (const row of all) {
      if (row.mayBeWritten === true || Object.keys(row.record).length === 0) leftOut++;
      else yield row;
    }
  };
  return {
    source: {
      name: `what failed in job ${id}`,
      bytes: undefined,
      source: found(),
      reading: {},
      hash: () => undefined,
      leftOut: () => [],
    },
    leftOut: () => leftOut,
  };
}
