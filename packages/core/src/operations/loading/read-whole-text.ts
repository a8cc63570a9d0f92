import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { checkCount } from "../../replies/check-count.ts";
import { NotTheAnswer } from "../../replies/not-the-answer.ts";
import { readBatchRequest, readBatchRowsRequest } from "../../requests/batch-requests.ts";
import { orNotTheAnswer } from "../../rows/or-not-the-answer.ts";
import { countRequestRows, hasEnd } from "../../rows/read-request-rows.ts";
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
  const request = readBatchRowsRequest(jobId, batchId);
  const text = await ask(target, { ...request, asText: true }, options);
  // A statement has no end to know it by.
  if (/^\s{0,100}SELECT\s/i.test(text)) return text;
  const look = (sent: string, rows: number | undefined): string => {
    const found = orNotTheAnswer(() => countRequestRows(sent));
    // Salesforce may count fewer than were sent; whoever has sent them knows.
    if (given !== undefined || found < (rows ?? 0)) checkCount("rows", found, rows);
    return sent;
  };
  const isWhole = (rows: number | undefined): boolean => {
    try {
      return look(text, rows) === text;
    } catch (error) {
      if (error instanceof NotTheAnswer) return false;
      throw error;
    }
  };
  if (hasEnd(text) && isWhole(given)) return text;
  const rows = given ?? (await countOf(target, jobId, batchId, options));
  const isCounted = rows !== undefined;
  if (isCounted && /[\r\n]$/.test(text) && isWhole(rows)) return text;
  let longest = text;
  const again = wholeTextRequest(jobId, batchId, {
    read: (sent) => look(sent, rows),
    isCounted,
    before: text,
    onText: (sent) => {
      if (sent.length > longest.length) longest = sent;
    },
  });
  const outcome = await exchange(target, again, options);
  if (outcome.ok) return outcome.value;
  // What a batch that failed was sent as may be no rows at all.
  if (!isCounted && outcome.failure.code === "UnreadableReply") return longest;
  throw toError(request.action, outcome.failure, { jobId, attempts: outcome.attempts });
}

/** Asks how many rows a batch has; `undefined` where Salesforce has not counted them. */
async function countOf(
  target: Target,
  jobId: string,
  batchId: string,
  options: CallOptions,
): Promise<number | undefined> {
  const { state, numberRecordsProcessed } = await ask(target, readBatchRequest(jobId, batchId), options);
  return state === "Completed" ? numberRecordsProcessed || undefined : undefined;
}
