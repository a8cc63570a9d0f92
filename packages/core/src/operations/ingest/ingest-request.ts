import { type ApiRequest, maxInfoBytes } from "../../requests/api-request.ts";
import { NotTheAnswer } from "../../exchange/judge-reply.ts";
import type { ReplyBody } from "../../replies/read-body.ts";
import { valueReader } from "../../replies/read-value.ts";
import { type IngestJobInfo, ingestJobInfoSchema } from "../../protocol/ingest-job-info.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";

/** What all requests about ingest jobs have in common. */
const common = {
  service: "data",
  contentType: "application/json; charset=UTF-8",
  maxBytes: maxInfoBytes,
} as const;

/** Makes a request about one ingest job, `""`, or one of its parts, `"/batches"`. */
export const ingestRequest = (
  jobId: string,
  part: "" | `/${string}`,
  request: Pick<ApiRequest, "action" | "method" | "repeatable"> & Partial<ApiRequest>,
): ApiRequest => ({ ...common, jobId, path: `jobs/ingest/${jobId}${part}`, ...request });

/** Makes the request that creates an ingest job. It is sent once. */
export const createIngestRequest = (action: string, body: string): ApiRequest => ({
  ...common,
  action,
  method: "POST",
  path: "jobs/ingest",
  body,
  repeatable: false,
});

/** Reads an ingest job out of a reply. */
export const readIngestJob: (body: ReplyBody) => IngestJobInfo = valueReader(
  ingestJobInfoSchema,
  "an ingest job",
  "jobInfo",
);

/** Makes a reader of one certain ingest job: a reply about another one is not the answer. */
export const ingestJobReader =
  (jobId: string): ((body: ReplyBody) => IngestJobInfo) =>
  (body) => {
    const job = readIngestJob(body);
    if (!isSameId(job.id, jobId)) throw new NotTheAnswer(`the reply is about another job, "${job.id}"`);
    return job;
  };

/** Says "what is this job's state". */
export const readIngestRequest = (jobId: string): ApiRequest =>
  ingestRequest(jobId, "", { action: `read job "${jobId}"`, method: "GET", repeatable: true });
