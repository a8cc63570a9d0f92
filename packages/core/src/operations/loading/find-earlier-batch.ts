import type { BatchPart } from "../../batches/batch-part.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { normalise } from "./find-sent-batch.ts";
import { readBatchRowsRequest } from "../../requests/batch-requests.ts";

/** What stands behind the last row of a batch, in JSON and in XML. */
const tail = /(?:\]|<\/sObjects>)$/;

/**
 * Looks for the batch that an interrupted call has sent and had no answer for, by the rows that the org holds.
 *
 * @param unclaimed - The batches of the job that nobody has accounted for yet.
 * @throws TypeError where one of them begins with the same rows and ends elsewhere: sent now, some would be there twice.
 */
export async function findEarlierBatch(
  target: Target,
  jobId: string,
  unclaimed: readonly BatchInfo[],
  { body, firstRow }: BatchPart,
  options: CallOptions,
): Promise<BatchInfo | undefined> {
  const sent = normalise(new TextDecoder().decode(body));
  for (const batch of unclaimed) {
    // One after another: each may have 10 MB.
    const held = normalise(await ask(target, readBatchRowsRequest(jobId, batch.id), options));
    if (held === sent) return batch;
    const [shorter, longer] = held.length < sent.length ? [held, sent] : [sent, held];
    if (longer.startsWith(shorter.replace(tail, ""))) {
      throw argumentError(
        "ChangedSource",
        `Cannot go on with job "${jobId}" at row ${firstRow}: batch "${batch.id}" begins with the same rows and ends elsewhere; give the source and the limits of the call that was interrupted`,
      );
    }
  }
  return undefined;
}
