import { batchStateOf } from "../batches/batch-info-of.ts";
import { cannotSpecify, type JobFields, unableToParse } from "./job-words.ts";
import type { Job, JobStateName } from "../state/job.ts";
import { notTheirs } from "../state/not-theirs.ts";
import type { Org } from "../state/org.ts";
import { Refusal } from "../state/refusal.ts";
import type { Session } from "../state/session.ts";

/** Does what a request to change a job asks: closes or aborts it, or refuses. */
export function changeJobState(org: Org, session: Session, job: Job, fields: JobFields): void {
  // WSC sends the id beside the state; every other field is refused, with words recorded for CreatedById.
  for (const field of fields.keys()) if (field !== "state" && field !== "id") throw cannotSpecify(field);
  const id = fields.get("id");
  // What a foreign id in the body leads to is a guess.
  if (id != null && (typeof id !== "string" || id.slice(0, 15) !== job.id.slice(0, 15))) throw unableToParse();
  const asked = fields.get("state");
  if (asked === "Closed" || (asked === "UploadComplete" && org.acceptUploadComplete)) close(org, session, job);
  else if (asked === "Aborted") abort(org, session, job);
  // A guess for `Open`, `UploadComplete`, a wrong case and no state at all: enums are compared by case on create.
  else throw unableToParse();
}

function close(org: Org, session: Session, job: Job): void {
  if (job.createdById !== session.userId) throw notTheirs("close");
  // Recorded for closed and aborted jobs, a guess by pattern for failed ones.
  if (job.state !== "Open") throw notAllowed("Closing", job.state.toLowerCase());
  setJobState(org, job, "Closed");
  org.changes++;
}

function abort(org: Org, session: Session, job: Job): void {
  if (job.createdById !== session.userId && !session.permissions.includes("ManageDataIntegrations")) {
    throw notTheirs("abort");
  }
  const now = org.clock.now();
  // The three refusals are guesses by the pattern of closing; `Completed` is what Bulk API 2.0 says (recorded there).
  if (job.state === "Aborted" || job.state === "Failed") throw notAllowed("Aborting", job.state.toLowerCase());
  const running = job.batches.some((batch) => ["Queued", "InProgress"].includes(batchStateOf(batch, now)));
  // That a closed job with batches on their way may be aborted is a guess too.
  if (job.state === "Closed" && !running) throw notAllowed("Aborting", "Completed");
  setJobState(org, job, "Aborted");
  org.changes++;
}

/** Puts a job into a state, whoever asked. An aborted job's queued batches are not processed any more. */
export function setJobState(org: Org, job: Job, state: JobStateName): void {
  const now = org.clock.now();
  job.state = state;
  job.systemModstamp = now;
  if (state !== "Aborted" && state !== "Failed") return;
  for (const batch of job.batches) if (batchStateOf(batch, now) === "Queued") batch.notProcessedAt = now;
  org.pending = org.pending.filter((batch) => batch.notProcessedAt === undefined);
}

const notAllowed = (doing: string, done: string): Refusal =>
  new Refusal("InvalidJobState", `${doing} already ${done} Job not allowed`);
