import type { Target } from "../../connection/check-connection.ts";
import { batchesToRead } from "./reading/batches-to-read.ts";
import { countReasons } from "./failure-reasons.ts";
import type { CheckedRowsOptions } from "./reading/job-rows-options.ts";
import type { JobSummary } from "./job-summary.ts";
import { emptyTally } from "./row-tally.ts";
import { tallyBatches } from "./tally-batches.ts";

/** Sums up what became of the rows of a job. */
export async function sumUp(
  target: Target,
  jobId: string,
  operation: string,
  maxReasons: number,
  { batches: wanted, concurrency, signal }: CheckedRowsOptions,
): Promise<JobSummary> {
  const batches = await batchesToRead(target, jobId, wanted, { signal });
  const tally = emptyTally();
  const reasons = countReasons(maxReasons);
  await tallyBatches(target, jobId, batches, {
    tally,
    reasons,
    createdBy: createdBy(operation),
    concurrency,
    signal,
  });
  return { jobId, ...tally, updated: tally.written - tally.created, reasons: reasons.list() };
}

/** Operations whose rows make no new record. */
const changingOperations: ReadonlySet<string> = new Set(["update", "delete", "hardDelete"]);

/** Says how many records rows that were written have made, where the operation tells. */
function createdBy(operation: string): ((rows: number) => number) | undefined {
  if (operation === "insert") return (rows) => rows;
  return changingOperations.has(operation) ? () => 0 : undefined;
}
