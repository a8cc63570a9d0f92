import { pause } from "../async/pause.ts";
import type { Target } from "../connection/check-connection.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import { isCode } from "../replies/read-fault.ts";
import type { AnyJobInfo } from "../protocol/ingest-job-info.ts";
import { type ApiRequest, checkingReply } from "../requests/api-request.ts";
import { type CallOptions, exchange, longestPause } from "./exchange.ts";
import { type Failure, toError } from "./failure.ts";

/** A change of a job that is certain in the end: how it is asked for, and what shows that it has come about. */
export interface Settlement<Job extends AnyJobInfo> {
  /** Asks for the change. */
  readonly change: ApiRequest<Job>;
  /** Asks what the job is. */
  readonly proof: ApiRequest<Job>;
  /** Tells whether the job is what it was asked to become. */
  readonly isSettled: (job: Job) => boolean;
}

/** How it came about that the job is in the state that was asked for. */
export interface Settled<Job extends AnyJobInfo> {
  /** The job, as Salesforce described it in the reply that proves its state. */
  readonly job: Job;
  /** Whether it was in that state before the first request of this call. */
  readonly already: boolean;
  /** How many times the change was asked for. */
  readonly attempts: number;
  /** What proves it: the reply to the request itself, or a later reading of the job. */
  readonly verifiedBy: "reply" | "read";
}

/**
 * Sees to it that a job has become what it was asked to, and that Salesforce has said so.
 *
 * The change is asked for, again and again where the answer is lost. Where Salesforce says that the job has ended
 * before, or where it gives no usable answer, the job is read, and what it is then decides.
 *
 * @throws the caller's abort reason; SessionError, SalesforceError, NetworkError, ResponseError, with what is known of the
 *   job.
 */
export async function settle<Job extends AnyJobInfo>(
  target: Target,
  { change, proof, isSettled }: Settlement<Job>,
  options: CallOptions,
): Promise<Settled<Job>> {
  const { action, jobId } = change;
  const checked = checkingReply(change, (job) => {
    if (!isSettled(job)) throw new NotTheAnswer(`the reply shows the job in state "${job.state}"`);
    return job;
  });
  const outcome = await exchange(target, checked, options);
  const { attempts, mayHaveApplied } = outcome;
  if (outcome.ok) return { job: outcome.value, already: false, attempts, verifiedBy: "reply" };
  const { failure } = outcome;
  const ended = isEndedBefore(failure);
  if (!ended && !mayHaveApplied) throw toError(action, failure, { jobId, attempts });

  if (!ended && failure.retryAfter !== undefined) {
    if (failure.retryAfter > longestPause(target)) throw toError(action, failure, { jobId, attempts, note: unknown });
    await pause(failure.retryAfter, options.signal);
  }
  // After an answer that was lost for good, one attempt to read is enough: the retries have been spent, and the caller waits.
  const patience = ended ? target : { ...target, attempts: 1 };
  const reading = await exchange(patience, proof, options);
  if (!reading.ok) {
    const { type, why } = reading.failure;
    // A session that has ended in the meantime is what the caller can do something about.
    if (type === "session") throw toError(action, reading.failure, { jobId, attempts, note: unknown });
    throw toError(action, failure, { jobId, attempts, note: `${unknown} (${why})` });
  }
  const job = reading.value;
  if (isSettled(job)) return { job, already: !mayHaveApplied, attempts, verifiedBy: "read" };
  throw toError(action, failure, { jobId, attempts, job, note: `the job is "${job.state}"` });
}

const unknown = "the job's state is unknown";

/** Salesforce says "Closing already closed Job not allowed" and the like: which of the end states it is, reading tells. */
const isEndedBefore = ({ fault }: Failure): boolean => fault !== undefined && isCode(fault, "InvalidJobState");
