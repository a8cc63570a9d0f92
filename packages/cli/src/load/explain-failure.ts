import { type AddedBatch, type Ending, getJob, isLoadError, isSfbulkError, type JobInfo } from "@sfbulk/node";
import { type Org, orgWords, setupLink } from "../connection/org.ts";
import { interruptedCode, isInterrupted } from "../interruption.ts";
import { adviseOn } from "../reporting/advise-on.ts";
import { type CommandError, commandError, isCommandError } from "../output/command-error.ts";
import { count, formatNumber } from "../output/count.ts";
import type { Rows } from "./open-rows.ts";

/** What is known where a load has failed. */
export interface FailedLoad {
  readonly jobId: string;
  readonly added: readonly AddedBatch[];
  readonly onError: Ending;
  readonly rows: Rows;
  readonly org: Org;
}

/** How long the last look at the job may take: somebody waits for the prompt to come back. */
const lookTime = 10_000;

/** Makes an error that says what became of the job, how far the load had come, and how to go on. */
export async function explainFailure(thrown: unknown, load: FailedLoad): Promise<CommandError> {
  const error = whyStopped(thrown);
  const { jobId, added, rows, org } = load;
  const job = await lookAt(jobId, org);
  const place = { commandName: "load", org };
  const firstMissing = nextRow(added);
  const words = orgWords(org);
  const isOpen = job === undefined || job.state === "Open";
  const written = job === undefined ? 0 : job.numberRecordsProcessed - job.numberRecordsFailed;
  const reason = isInterrupted(error) ? "Interrupted" : error instanceof Error ? error.message : String(error);
  const stands = job === undefined ? "its state is unknown" : `it is ${job.state}`;
  const loaded = added.reduce((sum, one) => sum + one.rows, 0);
  const message = [
    reason,
    `job ${jobId}: ${stands}, ${count(loaded, "row")} in ${count(added.length, "batch", "batches")} had been added, ${formatNumber(written)} of them written`,
    ...(loaded === 0 ? [] : [`row ${formatNumber(firstMissing)} of ${rows.name} is the first that was not added`]),
  ].join("; ");
  const actions = [
    ...(isOpen
      ? [`End it with: sfbulk abort ${jobId}${words}`, `Or keep its rows: sfbulk close ${jobId}${words}`]
      : added.length === 0
        ? []
        : [`See what was written with: sfbulk results ${jobId}${words}`]),
    // To run it again would load rows twice.
    ...(isInterrupted(error) ? [] : isCommandError(error) ? (error.actions ?? []) : adviseOn(error, place)),
    `Open Setup: ${setupLink(org, jobId)}`,
  ];
  const exitCode = isInterrupted(error) ? interruptedCode(error) : isCommandError(error) ? (error.exitCode ?? 1) : 1;
  return commandError(error instanceof Error ? error.name : "Error", message, {
    exitCode,
    actions: [...new Set(actions)],
    data: { jobId, job, rowsAdded: loaded, batchesAdded: added.length, nextRow: firstMissing },
    cause: error,
  });
}

/** Gives what stopped the load: what became of the job in the end is looked up. */
function whyStopped(thrown: unknown): unknown {
  const error = isSfbulkError(thrown) && thrown.name === "AggregateError" ? thrown.cause : thrown;
  return isLoadError(error) ? error.cause : error;
}

/** Reads the job as it is now; `undefined` where that cannot be told. */
async function lookAt(jobId: string, { connection }: Org): Promise<JobInfo | undefined> {
  try {
    return await getJob(connection, jobId, { signal: AbortSignal.timeout(lookTime) });
  } catch {
    // The error that led here says more than a second one: that the state is unknown is said.
    return undefined;
  }
}

/** The number of the first row that is not known to have been added. */
function nextRow(added: readonly AddedBatch[]): number {
  let next = 1;
  for (const { firstRow, rows } of added.toSorted((one, other) => one.firstRow - other.firstRow)) {
    if (firstRow !== next) break;
    next += rows;
  }
  return next;
}
