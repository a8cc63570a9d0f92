import type { JobInfo } from "@sfbulk/node";
import type { ExitCode } from "../exit-code.ts";

/** Tells by a job that is finished how a command ends: 1 where it was aborted or failed, 68 where rows or batches failed. */
export function judgeJob({ state, numberRecordsFailed, numberBatchesFailed }: JobInfo): ExitCode {
  if (state === "Aborted" || state === "Failed") return 1;
  return numberRecordsFailed > 0 || numberBatchesFailed > 0 ? 68 : 0;
}

/** Tells how a command ends that was about many things: 68 where some failed, 1 where all did. */
export const judgeMany = (all: number, failed: number): ExitCode => (failed === 0 ? 0 : failed < all ? 68 : 1);
