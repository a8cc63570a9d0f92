import type { FinishedJob } from "../../waiting/wait-for-job.ts";
import type { BatchInfo } from "../../../protocol/batch-info.ts";

/** Gives the batches of a finished job. What still waits in one that was aborted, or has failed, is never processed. */
export const settledBatches = ({ job, batches }: Pick<FinishedJob, "job" | "batches">): readonly BatchInfo[] =>
  job.state !== "Aborted" && job.state !== "Failed"
    ? batches
    : batches.map((batch) => (batch.state === "Queued" ? { ...batch, state: "NotProcessed" } : batch));
