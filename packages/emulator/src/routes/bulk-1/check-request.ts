import type { Batch, Job } from "../../org/state/job.ts";
import { findJob } from "../../org/state/org.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { checkBody } from "../context/check-body.ts";
import type { RouteContext } from "../context/route-context.ts";
import { supportedVersions } from "../context/supported-versions.ts";
import { sessionProblem } from "../context/session-problem.ts";
import { useSession } from "../context/use-session.ts";

/**
 * Checks what every request of the Bulk API must have, in this order: a session, a version, a method, a body that can be
 * read. The order is a guess.
 *
 * @throws Refusal where it has not.
 */
export function checkRequest(context: RouteContext): void {
  const { org, arrival } = context.env;
  // Without a session no job is known yet, so that the answer goes by the request's Content-Type (a guess).
  const token = arrival.headers.get("x-sfdc-session");
  if (token === null || arrival.url.hostname.endsWith(".lightning.force.com")) {
    throw new Refusal("InvalidSessionId", "Unable to find session id");
  }
  const session = useSession(context, token);
  if (session === undefined) throw new Refusal("InvalidSessionId", "Invalid session id");
  const problem = sessionProblem(session, context.env.options, "async");
  if (problem !== undefined) throw new Refusal("InvalidSessionId", problem);
  checkVersion(context.req.param("version") ?? "");
  if (arrival.method !== "GET" && arrival.method !== "POST") {
    // The status is documented, the body a guess.
    throw new Refusal("InvalidOperation", `HTTP Method '${arrival.method}' not allowed. Allowed are GET, POST`, 405);
  }
  if (arrival.jobId !== undefined) context.set("job", findJob(org, arrival.jobId));
  checkBody(arrival.problem);
}

/** Checks the version of an address. @throws Refusal for one that is not there. */
export function checkVersion(version: string): void {
  const parts = /^(\d{1,2})\.\d$/.exec(version);
  const number = Number(parts?.[1]);
  // Code and status are documented for a retired version (help 005321531), and guesses for one that never was. All words
  // are guesses.
  if (number < supportedVersions.oldest) {
    throw new Refusal("InvalidVersion", `API version ${version} is not supported any more`);
  }
  if (!(number <= supportedVersions.newest && version.endsWith(".0"))) {
    throw new Refusal("InvalidVersion", `Invalid API version: ${version}`);
  }
}

/**
 * Gives the job that the URL names.
 *
 * @param rule - `same version` where the URL's version must be the job's own, as for everything about batches.
 */
export function jobOf(context: RouteContext, rule?: "same version"): Job {
  const id = context.req.param("jobId") ?? "";
  const job = findJob(context.env.org, id);
  // Code and status are recorded, the message is a guess after that for batches.
  if (job === undefined) throw new Refusal("InvalidJob", `Unable to find job for id: ${id}`);
  const version = context.req.param("version");
  if (rule === "same version" && job.apiVersion !== version) {
    // That it is an error is documented, code and message are guesses.
    throw new Refusal("InvalidVersion", `API version ${version} does not match the Job's version ${job.apiVersion}`);
  }
  return job;
}

/** Gives the batch that the URL names; a batch of another job is as good as none. */
export function batchOf(context: RouteContext, job: Job): Batch {
  const id = context.req.param("batchId") ?? "";
  const batch = job.batches.find((one) => one.id.slice(0, 15) === id.slice(0, 15) && [15, 18].includes(id.length));
  if (batch === undefined) throw new Refusal("InvalidBatch", `Unable to find batch for id: ${id}`);
  return batch;
}
