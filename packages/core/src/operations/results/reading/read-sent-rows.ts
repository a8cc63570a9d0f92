import type { Target } from "../../../connection/check-connection.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import { checkCount } from "../../../replies/check-count.ts";
import { orNotTheAnswer } from "../../../rows/or-not-the-answer.ts";
import { type RequestRows, readRequestRows } from "../../../rows/read-request-rows.ts";
import { wholeTextRequest } from "../../batches/whole-text-request.ts";
import { askAboutBatch } from "./ask-about-batch.ts";

/** What was sent as a batch. */
export type SentRows =
  | { readonly ok: true; readonly rows: RequestRows }
  /** Its rows cannot be told apart; `text` is what was sent, where that came. */
  | { readonly ok: false; readonly why: string; readonly text: string | undefined };

/**
 * Reads the rows of a batch as they were sent. A text that breaks off, or that has too few rows, is asked for again.
 *
 * @param expected - How many rows there must be, where it is known, and else how many at least.
 */
export async function readSentRows(
  target: Target,
  jobId: string,
  batchId: string,
  expected: { readonly exactly: number | undefined; readonly atLeast: number },
  options: CallOptions,
): Promise<SentRows> {
  let text: string | undefined;
  const request = wholeTextRequest(jobId, batchId, {
    read: (sent, bytes) => {
      if (sent.length >= (text?.length ?? 0)) text = sent;
      const rows = orNotTheAnswer(() => readRequestRows(sent, bytes));
      checkCount("rows", rows.length, expected.exactly ?? Math.max(rows.length, expected.atLeast));
      return { value: rows, isWhole: expected.exactly !== undefined && /[\r\n]$/.test(sent) };
    },
  });
  const answer = await askAboutBatch(target, request, jobId, batchId, options);
  return answer.ok ? { ok: true, rows: answer.value } : { ok: false, why: answer.error.message, text };
}
