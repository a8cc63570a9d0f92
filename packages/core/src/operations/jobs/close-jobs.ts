import { checkConnection } from "../../connection/check-connection.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { settleEach } from "../../async/settle-each.ts";
import { type ClosedJob, settleClose } from "./settle-close.ts";

/** What became of one of the jobs. */
export type CloseOutcome =
  /** It is closed, as {@link settleClose} tells it. */
  | ({ readonly jobId: string } & ClosedJob)
  /** It may be open: the error says what is known. It is any of those that `closeJob` throws. */
  | { readonly jobId: string; readonly outcome: "failed"; readonly error: Error };

/** Options of {@link closeJobs}. */
export interface CloseJobsOptions extends CallOptions {
  /** How many jobs are closed at a time. Default: 8. */
  readonly concurrency?: number;
}

/**
 * Closes many jobs, some at a time, and gives what became of each, in the order in which they are settled. One that fails
 * or is slow hides nothing of the others; an id that is none is an outcome as well.
 *
 * The ids are taken as there is room for them, so a million of them, or an endless source, need no more memory than a few.
 * Where the loop is left early, nothing more is sent, and what is under way is broken off.
 *
 * @param jobIds - Ids of 15 or 18 characters: an array, a set, a generator, lines of a file.
 * @throws TypeError for a bad connection or option, when it is called; later the reason of `signal`, and what `jobIds`
 *   throws.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_close.htm
 * @example
 * ```ts
 * import { closeJobs } from "@sfbulk/core";
 *
 * for await (const settled of closeJobs(connection, ["7509H0000016GUXQA2"], { concurrency: 4 })) {
 *   if (settled.outcome === "failed") console.log(settled.jobId, settled.error.message);
 * }
 * ```
 */
export function closeJobs(
  connection: Connection,
  jobIds: Iterable<string> | AsyncIterable<string>,
  { concurrency, signal }: CloseJobsOptions = {},
): AsyncGenerator<CloseOutcome, void, undefined> {
  checkConnection(connection);
  checkIds(jobIds);
  return settleEach(jobIds, async (jobId, stopped) => await closeOne(connection, jobId, stopped), {
    concurrency: checkWholeNumber("concurrency", concurrency, 8, 1),
    signal,
  });
}

async function closeOne(connection: Connection, jobId: string, signal: AbortSignal): Promise<CloseOutcome> {
  try {
    return { jobId, ...(await settleClose(connection, jobId, { signal })) };
  } catch (error) {
    signal.throwIfAborted();
    return { jobId, outcome: "failed", error: error as Error };
  }
}

/** A text is iterable too, and its characters are no ids. */
function checkIds(jobIds: unknown): void {
  if (typeof jobIds === "object" && jobIds !== null && (Symbol.asyncIterator in jobIds || Symbol.iterator in jobIds)) {
    return;
  }
  throw new TypeError(
    `Cannot use jobIds: expected an array or another iterable of ids, got ${jobIds === null ? "null" : typeof jobIds}`,
  );
}
