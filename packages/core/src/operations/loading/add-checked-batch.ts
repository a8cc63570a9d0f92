import type { Target } from "../../connection/check-connection.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { afterSameRows } from "./after-same-rows.ts";
import { type BatchToSend, type SendBatchOptions, sendBatchOnce } from "./send-batch-once.ts";

/** Adds a batch as `addBatch` does, where everything is checked. */
export const addCheckedBatch = (target: Target, batch: BatchToSend, options: SendBatchOptions): Promise<BatchInfo> =>
  afterSameRows(batch.jobId, batch.body, options.signal, () => sendBatchOnce(target, batch, options));
