import { findIngestJob, findQueryJob } from "../org/bulk-2/find-bulk-2-job.ts";
import type { Bulk2Job } from "../org/state/bulk-2-job.ts";
import type { Job } from "../org/state/job.ts";
import { findJob, type Org } from "../org/state/org.ts";
import type { Arrival } from "../wire/request/arrival.ts";
import type { PlainReply } from "../wire/reply/plain-reply.ts";
import type { FaultOf, FaultKind } from "./fault.ts";

/** The moment in which a fault strikes: what was asked, of whom, and what would be answered. */
export interface Scene {
  readonly arrival: Arrival;
  readonly org: Org;
  /** Has the org do what was asked, and gives its answer. */
  readonly answer: () => Promise<PlainReply>;
  /** Has the org do what was asked after so many milliseconds of its own clock, and keeps the answer to itself. */
  readonly answerLater: (milliseconds: number) => void;
  /** Sends an answer, compressed where the client takes that. */
  readonly send: (reply: PlainReply) => Response;
}

/** Makes the response that a fault of one kind leads to. */
export type FaultHandler<Kind extends FaultKind["kind"]> = (
  fault: FaultOf<Kind>,
  scene: Scene,
) => Response | Promise<Response>;

/** Gives the job that the request is about. */
export const jobOfScene = ({ arrival: { jobId }, org }: Scene): Job | undefined =>
  jobId === undefined ? undefined : findJob(org, jobId);

/** Gives the job of Bulk API 2.0 that the request is about. */
export const bulk2JobOfScene = ({ arrival: { jobId }, org }: Scene): Bulk2Job | undefined =>
  jobId === undefined ? undefined : (findIngestJob(org, jobId) ?? findQueryJob(org, jobId));

/** Tells whether the request is one to the REST API, whose errors have a form of their own. */
export const isRest = ({ arrival: { url } }: Scene): boolean => url.pathname.startsWith("/services/data/");

/** Has the org do what was asked where the fault says so, or where it says nothing and that is its way. */
export async function applyIf(scene: Scene, applied: boolean | undefined, otherwise: boolean): Promise<void> {
  if (applied ?? otherwise) await scene.answer();
}
