import { onAbort } from "../../async/on-abort.ts";
import { pause } from "../../async/pause.ts";
import { within } from "../../async/within.ts";
import type { Target } from "../../connection/check-connection.ts";
import { NetworkError } from "../../errors/network-error.ts";
import { wordsOfError } from "../../errors/words-of-error.ts";
import { type CallOptions, exchange, longestPause, type Outcome } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { retryDelay } from "../../exchange/retry-delay.ts";
import type { ApiRequest } from "../../requests/api-request.ts";
import { findMadeJobs, type MadeJob } from "./find-made-jobs.ts";
import { noteMadeHere } from "./made-here.ts";

/** What is needed to create a job, and to leave none behind. */
export interface Creation<Job> {
  readonly request: ApiRequest<Job>;
  /** What tells the job from others where the answer is lost. */
  readonly made: MadeJob;
  /** Ends a job that nobody wants any more. */
  readonly end: (job: Job, signal: AbortSignal) => Promise<unknown>;
}

/** How long the ending of an unwanted job may take: somebody waits for the abort. */
const endTimeout = 60_000;

/**
 * Creates a job, once, and orphans none in silence. A caller's abort does not reach a creation that is on its way: that is
 * finished, and the job is ended. Where the answer is lost, the jobs that it may have made are named.
 *
 * @throws the caller's abort reason; the errors of an exchange, with the code `JobMayExist` and `candidates` where a job may
 *   have been made, and `JobLeftOpen` where one could not be ended.
 */
export async function createOnce<Job extends { readonly id: string; readonly createdDate: string }>(
  target: Target,
  creation: Creation<Job>,
  { signal }: CallOptions,
): Promise<Job> {
  signal?.throwIfAborted();
  const { request, made } = creation;
  const began = performance.now();
  let attempts = 0;
  let failures = 0;
  for (;;) {
    // What Salesforce has refused without doing anything, an exchange repeats by itself.
    const outcome = await exchangeWhole({ ...target, attempts: target.attempts - failures }, request, signal);
    attempts += outcome.attempts;
    failures += outcome.failures;
    if (outcome.ok) {
      noteMadeHere(target, outcome.value);
      return await unlessAborted(outcome.value, creation, signal);
    }
    const { failure, patience, mayHaveApplied } = outcome;
    const fail = (): Error => toError(request.action, failure, { attempts });
    if (!mayHaveApplied && (patience === undefined || failure.fault !== undefined)) {
      signal?.throwIfAborted();
      throw fail();
    }
    const { candidates, note, isCertain } = await findMadeJobs(target, made, began, failure.retryAfter ?? 0);
    // Where nothing was made, there is nothing to tell.
    if (candidates.length === 0 && (isCertain || !mayHaveApplied)) signal?.throwIfAborted();
    if (candidates.length > 0 || mayHaveApplied) {
      throw toError(request.action, { ...failure, code: "JobMayExist" }, { attempts, candidates, note });
    }
    const { retryAfter = 0 } = failure;
    const maxAttempts = Math.min(target.attempts, patience?.maxAttempts ?? target.attempts);
    if (failures >= maxAttempts || retryAfter > longestPause(target)) throw fail();
    await pause(retryDelay(target, failures, null), signal);
  }
}

/** Gives a new job, or ends it where the signal has fired meanwhile. */
async function unlessAborted<Job extends { readonly id: string; readonly createdDate: string }>(
  job: Job,
  { end }: Creation<Job>,
  signal: AbortSignal | undefined,
): Promise<Job> {
  if (signal?.aborted !== true) return job;
  try {
    await within(endTimeout, `abort job "${job.id}"`, job.id, (stopped) => end(job, stopped));
  } catch (error) {
    throw new NetworkError(
      `Cannot abort job "${job.id}", which was created as the signal fired: ${wordsOfError(error)}`,
      { code: "JobLeftOpen", jobId: job.id, cause: error },
    );
  }
  throw signal.reason;
}

/** Has an exchange that an abort reaches only as long as nothing of it is on its way. */
async function exchangeWhole<T>(
  target: Target,
  request: ApiRequest<T>,
  signal: AbortSignal | undefined,
): Promise<Outcome<T>> {
  const unsent = new AbortController();
  let isUnderWay = false;
  const { adapter, session } = target;
  const { renew } = session;
  const watched: Target = {
    ...target,
    adapter: (url, init) => {
      isUnderWay = true;
      return adapter(url, init);
    },
    session:
      renew === undefined
        ? session
        : {
            ...session,
            // A request whose session was rejected has done nothing.
            renew: (rejected) => {
              isUnderWay = false;
              if (signal?.aborted === true) unsent.abort(signal.reason);
              return renew(rejected);
            },
          },
  };
  const forget = onAbort(signal, () => {
    if (!isUnderWay) unsent.abort(signal?.reason);
  });
  try {
    return await exchange(watched, request, { signal: unsent.signal });
  } finally {
    forget();
  }
}
