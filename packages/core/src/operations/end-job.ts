import type { Target } from "../connection/check-connection.ts";
import { type ApiRequest, maxInfoBytes } from "../exchange/api-request.ts";
import { type CallOptions, exchange } from "../exchange/exchange.ts";
import { type Failure, toError } from "../exchange/failure.ts";
import { NotTheAnswer } from "../exchange/judge-reply.ts";
import type { ReplyBody } from "../exchange/read-body.ts";
import { isCode } from "../exchange/read-fault.ts";
import type { JobInfo } from "../protocol/job-info.ts";
import { getJobRequest } from "./get-job.ts";
import { jobReader } from "./read-job.ts";

/** The states that a job can be asked to take. */
export type EndState = "Closed" | "Aborted";

/** How it came about that the job is in the state that was asked for. */
export interface Settled {
  /** The job, as Salesforce described it in the reply that proves its state. */
  readonly job: JobInfo;
  /** Whether it was in that state before the first request of this call. */
  readonly already: boolean;
  /** How many times the change was asked for. */
  readonly attempts: number;
  /** What proves it: the reply to the request itself, or a later reading of the job. */
  readonly verifiedBy: "reply" | "read";
}

/**
 * Sees to it that a job is closed, or aborted, and that Salesforce has said so.
 *
 * The change is asked for, again and again where the answer is lost. Where Salesforce says that the job has ended
 * before, or where it gives no usable answer, the job is read, and what it is then decides.
 */
export async function endJob(target: Target, jobId: string, state: EndState, options: CallOptions): Promise<Settled> {
  const request = endJobRequest(jobId, state);
  const outcome = await exchange(target, request, endReader(jobId, state), options);
  const { attempts, lost } = outcome;
  if (outcome.ok) return { job: outcome.value, already: false, attempts, verifiedBy: "reply" };
  const { failure } = outcome;
  const ended = isEndedBefore(failure);
  if (!ended && !lost) throw toError(request.action, failure, { jobId, attempts });

  // After an answer that was lost for good, one attempt to read is enough: the retries have been spent, and the caller waits.
  const patience = ended ? target : { ...target, attempts: 1 };
  const reading = await exchange(patience, getJobRequest(jobId), jobReader(jobId), options);
  if (!reading.ok) {
    const { type, why } = reading.failure;
    // A session that has ended in the meantime is what the caller can do something about.
    if (type === "session") throw toError(request.action, reading.failure, { jobId, attempts, note: unknown });
    throw toError(request.action, failure, { jobId, attempts, note: `${unknown} (${why})` });
  }
  const job = reading.value;
  if (job.state === state) return { job, already: !lost, attempts, verifiedBy: "read" };
  throw toError(request.action, failure, { jobId, attempts, job, note: `the job is "${job.state}"` });
}

const unknown = "the job's state is unknown";

/** Says "let this job be closed". The body is always the same few bytes. */
const endJobRequest = (jobId: string, state: EndState): ApiRequest => ({
  action: `${state === "Closed" ? "close" : "abort"} job "${jobId}"`,
  jobId,
  method: "POST",
  path: `job/${jobId}`,
  contentType: "application/json; charset=UTF-8",
  body: JSON.stringify({ state }),
  constant: true,
  repeatable: true,
  maxBytes: maxInfoBytes,
});

const endReader = (jobId: string, state: EndState): ((body: ReplyBody) => JobInfo) => {
  const read = jobReader(jobId);
  return (body) => {
    const job = read(body);
    if (job.state !== state) throw new NotTheAnswer(`the reply shows the job in state "${job.state}"`);
    return job;
  };
};

/** Salesforce says "Closing already closed Job not allowed" and the like: which of the end states it is, reading tells. */
const isEndedBefore = ({ fault }: Failure): boolean => fault !== undefined && isCode(fault, "InvalidJobState");
