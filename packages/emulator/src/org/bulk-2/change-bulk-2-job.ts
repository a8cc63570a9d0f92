import { useBatches } from "../batches/add-batch.ts";
import { notTheirs } from "../state/not-theirs.ts";
import type { Org } from "../state/org.ts";
import { Refusal } from "../state/refusal.ts";
import type { Session } from "../state/session.ts";
import { type Bulk2Job, bulk2StateOf, type IngestContent, type IngestJob, rowsPerBatch } from "../state/bulk-2-job.ts";
import { queueJob } from "./process-job.ts";

/** Takes the data of a job. A second upload is taken as well, and told when the job is to be closed (documented). */
export function uploadData(
  org: Org,
  session: Session,
  job: IngestJob,
  body: Uint8Array<ArrayBuffer>,
  charset?: string,
): void {
  checkCreator(session, job, "upload data to");
  if (job.state !== "Open") {
    // A guess after the message of Bulk API 1.0.
    throw new Refusal(
      "InvalidJobState",
      `Failed to upload data, since the Job is not Open. Current job state is '${bulk2StateOf(job, org.clock.now())}'`,
    );
  }
  job.uploads++;
  job.body = body;
  job.charset = charset;
  job.systemModstamp = org.clock.now();
  org.changes++;
}

/**
 * Closes an ingest job: its upload is complete, and its processing begins.
 *
 * @param read - Reads what was uploaded; only called where the job can be closed.
 */
export function closeIngestJob(org: Org, session: Session, job: IngestJob, read: () => IngestContent): void {
  checkCreator(session, job, "close");
  if (job.state !== "Open") throw notAllowed("Closing", job);
  if (job.uploads > 1) {
    // Recorded with an id of 15 characters; the mistake in the second word is Salesforce's.
    throw new Refusal(
      "InvalidJob",
      `Found multipe contents for job: <${job.id.slice(0, 15)}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    );
  }
  const content = read();
  // Every 10,000 rows are a batch against the quota that both APIs share (documented).
  useBatches(org, Math.ceil(content.rows.length / rowsPerBatch));
  job.content = content;
  queueJob(org, job, org.clock.now());
  org.changes++;
}

/** Aborts a job of either kind that has not ended. Rows that have been processed stay written. */
export function abortBulk2Job(org: Org, session: Session, job: Bulk2Job): void {
  checkMayEnd(session, job, "abort");
  if (job.state !== "Open" && job.state !== "UploadComplete") throw notAllowed("Aborting", job);
  setBulk2State(org, job, "Aborted");
  org.changes++;
}

/** Deletes a job of either kind, in the states in which that is documented. */
export function deleteBulk2Job(org: Org, session: Session, job: Bulk2Job): void {
  checkMayEnd(session, job, "delete");
  const state = bulk2StateOf(job, org.clock.now());
  if (state === "Open" || state === "InProgress" || (state === "UploadComplete" && job.kind === "query")) {
    throw new Refusal("API_ERROR", "Error encountered when deleting the job because the job is not terminated");
  }
  removeBulk2Job(org, job);
}

/** Takes a job out of the org, whoever asked. */
export function removeBulk2Job(org: Org, job: Bulk2Job): void {
  org.pendingJobs = org.pendingJobs.filter((one) => one !== job);
  org.bulk2Jobs.delete(job.id.slice(0, 15));
  org.changes++;
}

/** Puts a job into a state, whoever asked. */
export function setBulk2State(org: Org, job: Bulk2Job, state: "Open" | "JobComplete" | "Aborted" | "Failed"): void {
  job.state = state;
  job.systemModstamp = org.clock.now();
  org.pendingJobs = org.pendingJobs.filter((one) => one !== job);
}

/** That only the creator may do this is a guess after Bulk API 1.0. */
function checkCreator(session: Session, job: Bulk2Job, verb: string): void {
  if (job.createdById !== session.userId) throw notTheirs(verb);
}

/** Documented for aborting a query, a guess for the others. */
function checkMayEnd(session: Session, job: Bulk2Job, verb: string): void {
  if (job.createdById !== session.userId && !session.permissions.includes("ManageDataIntegrations")) {
    throw notTheirs(verb);
  }
}

/** `Completed` is recorded; the other words are guesses after Bulk API 1.0. */
const endWords: Readonly<Record<string, string>> = { JobComplete: "Completed", Aborted: "aborted", Failed: "failed" };

const notAllowed = (doing: string, { state }: Bulk2Job): Refusal =>
  new Refusal("InvalidJobState", `${doing} already ${endWords[state] ?? "closed"} Job not allowed`);
