import type { BatchPart } from "../../batches/batch-part.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import { readBatchRowsRequest } from "../../requests/batch-requests.ts";
import { compareRows, haveOtherColumns } from "../../rows/compare-rows.ts";

/**
 * Looks for the batch that an interrupted call has sent and had no answer for, by the rows that the org holds.
 *
 * @param unclaimed - The batches of the job that nobody has accounted for yet.
 * @throws TypeError where one of them may have some of the rows: sent now, they could be there twice.
 */
export async function findEarlierBatch(
  target: Target,
  { id: jobId, contentType }: Pick<JobInfo, "id" | "contentType">,
  unclaimed: readonly BatchInfo[],
  { body, firstRow }: Pick<BatchPart, "body" | "firstRow">,
  options: CallOptions,
): Promise<BatchInfo | undefined> {
  const sent = new TextDecoder().decode(body);
  for (const batch of unclaimed) {
    // One after another: each may have 10 MB.
    const read = async (): Promise<string> => await ask(target, readBatchRowsRequest(jobId, batch.id), options);
    let held = await read();
    let comparison = compareRows(contentType, sent, held);
    if (comparison === "unclear") {
      // It may not have come whole, or not from Salesforce.
      const first = held;
      held = await read();
      comparison = compareRows(contentType, sent, held);
      if (held === first && haveOtherColumns(contentType, sent, held)) continue;
    }
    if (comparison === "same") return batch;
    if (comparison === "unclear") {
      throw argumentError(
        "ChangedSource",
        `Cannot go on with job "${jobId}" at row ${firstRow}: whether batch "${batch.id}" has some of these rows cannot be told, since it begins as they do and ends elsewhere, or is not in the same form; give the source and the limits of the call that was interrupted`,
      );
    }
  }
  return undefined;
}
