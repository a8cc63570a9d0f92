import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { checkCount } from "../../replies/check-count.ts";
import { orNotTheAnswer } from "../../rows/or-not-the-answer.ts";
import { countRequestRows, hasEnd } from "../../rows/read-request-rows.ts";
import { countOfBatch } from "./count-of-batch.ts";
import { wholeTextRequest } from "./whole-text-request.ts";

/**
 * Reads what was sent as a batch, and sees that all of it came.
 *
 * @param given - How many rows it has, where the caller knows.
 */
export async function readWholeText(
  target: Target,
  jobId: string,
  batchId: string,
  given: number | undefined,
  options: CallOptions,
): Promise<string> {
  let longest = "";
  let counted: Promise<number | undefined> | undefined;
  const rowsOf = async (): Promise<number | undefined> =>
    given ?? (await (counted ??= countOfBatch(target, jobId, batchId, options)));
  const request = wholeTextRequest(jobId, batchId, {
    read: async (sent) => {
      // A statement has no end to know it by.
      if (/^\s{0,100}SELECT\s/i.test(sent)) return { value: sent, isWhole: true };
      if (sent.length > longest.length) longest = sent;
      const rows = hasEnd(sent) ? given : await rowsOf();
      const found = orNotTheAnswer(() => countRequestRows(sent));
      // Salesforce may count fewer than were sent; whoever has sent them knows.
      if (given !== undefined || found < (rows ?? 0)) checkCount("rows", found, rows);
      return { value: sent, isWhole: rows !== undefined && /[\r\n]$/.test(sent) };
    },
  });
  const outcome = await exchange(target, request, options);
  if (outcome.ok) return outcome.value;
  // What a batch that failed was sent as may be no rows at all.
  if (outcome.failure.code === "UnreadableReply" && longest !== "" && (await rowsOf()) === undefined) return longest;
  throw toError(request.action, outcome.failure, { jobId, attempts: outcome.attempts });
}
