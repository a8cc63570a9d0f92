import type { AnyJobInfo } from "@sfbulk/node";
import type { ExitCode } from "../exit-code.ts";

/** Tells by a job that is finished how a command ends: 1 where it was aborted or failed, 68 where rows or batches failed. */
export function judgeJob(job: AnyJobInfo): ExitCode {
  if (job.state === "Aborted" || job.state === "Failed") return 1;
  const failedRows = "numberRecordsFailed" in job ? job.numberRecordsFailed : 0;
  const failedBatches = "numberBatchesFailed" in job ? job.numberBatchesFailed : 0;
  return failedRows > 0 || failedBatches > 0 ? 68 : 0;
}

/** Tells how a command ends that was about many things: 68 where some failed, 1 where all did. */
export const judgeMany = (all: number, failed: number): ExitCode => (failed === 0 ? 0 : failed < all ? 68 : 1);
