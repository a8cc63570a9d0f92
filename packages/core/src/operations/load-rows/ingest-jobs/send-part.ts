import { pause } from "../../../async/pause.ts";
import type { PackedRows } from "../../../bytes/packer.ts";
import { isSfbulkError } from "../../../errors/is-sfbulk-error.ts";
import { exchange } from "../../../exchange/exchange.ts";
import { toError } from "../../../exchange/failure.ts";
import { retryDelay } from "../../../exchange/retry-delay.ts";
import { uploadIngestRowsRequest } from "../../../requests/ingest-requests.ts";
import type { IngestJobInfo } from "../../../protocol/ingest-job-info.ts";
import { closeIngestJob } from "../../ingest/close-ingest-job.ts";
import type { PartDialect } from "../source/open-parts.ts";
import { abandonJob } from "./abandon-job.ts";
import type { IngestRun } from "./ingest-run.ts";
import type { JobPart } from "./pack-jobs.ts";

/**
 * Uploads rows to a job and closes it. Where the answer to the upload is lost, or the job was spoilt by a second one that
 * somebody on the way has made of it, the job is aborted, which has written nothing, and the rows go to a new one.
 *
 * @param firstJob - The job, of which the journal says that they are about to be sent to it.
 * @param newJob - Makes another one.
 * @returns the job that has them, as it was closed.
 */
export async function sendPart(
  run: IngestRun,
  part: JobPart,
  firstJob: string,
  newJob: (dialect: PartDialect) => Promise<string>,
): Promise<IngestJobInfo> {
  const { target, signal } = run;
  let jobId = firstJob;
  for (let turn = 1; ; turn++) {
    const closed = (await upload(run, part, jobId)) ?? (await closeUploaded(run, jobId));
    if (!(closed instanceof Error)) return closed;
    await abandonJob(run, jobId);
    if (turn >= target.attempts) throw closed;
    await pause(retryDelay(target, turn, null), signal);
    jobId = await newJob(part.dialect);
    await keepRecords(run, part, jobId);
    await noteUpload(run, part, jobId);
  }
}

/** Keeps the records of rows as they are before they are uploaded, where that is wanted. */
export async function keepRecords(
  { keeper }: IngestRun,
  { firstRow, columns, recordKeys }: JobPart,
  jobId: string,
): Promise<void> {
  await keeper?.take({ jobId, firstRow, columns, keys: recordKeys });
}

/** Writes down that rows are about to be uploaded. */
export async function noteUpload(
  { log }: IngestRun,
  { firstRow, rows, bytes, hash }: JobPart,
  jobId: string,
): Promise<void> {
  await log.write({ kind: "uploading", jobId, firstRow, rows, bytes, hash });
}

/**
 * Uploads rows.
 *
 * @returns the error after which nobody knows whether they are there.
 * @throws where they are not, for good.
 */
async function upload(run: IngestRun, { firstRow, packed }: JobPart, jobId: string): Promise<Error | undefined> {
  const { target, log, load } = run;
  // Of what is to be sent, the rows are kept.
  const { body, headers } = packed as PackedRows;
  const request = uploadIngestRowsRequest(jobId, body, headers);
  // The caller's own signal: what is on its way when another job fails goes on.
  const outcome = await exchange(target, request, { signal: load.signal });
  if (outcome.ok) {
    await log.write({ kind: "uploaded", jobId, firstRow });
    return undefined;
  }
  const { failure, attempts, mayHaveApplied } = outcome;
  const error = toError(request.action, failure, { jobId, attempts });
  if (!mayHaveApplied && failure.isTransient !== true) throw error;
  return error;
}

/**
 * Closes a job whose rows were uploaded, with which Salesforce begins to write them.
 *
 * @returns the job as it is then; or the refusal of one that was spoilt by a second upload.
 */
export async function closeUploaded(run: IngestRun, jobId: string): Promise<IngestJobInfo | Error> {
  const { connection, log, signal, unended } = run;
  let job: IngestJobInfo;
  try {
    job = await closeIngestJob(connection, jobId, { signal });
  } catch (error) {
    // Some runtimes send a PUT again by themselves, when the connection is closed under it.
    if (isSfbulkError(error) && error.name === "SalesforceError" && /^invalid_?job$/i.test(error.exceptionCode))
      return error;
    throw error;
  }
  unended.set(jobId, "closed");
  await log.write({ kind: "job-closed", jobId });
  return job;
}
