import type { IngestJobInfo } from "../../protocol/ingest-job-info.ts";
import type { Ending } from "../jobs/end-job.ts";
import { ingestJobReader, ingestRequest, readIngestRequest } from "./ingest-request.ts";

/** A job whose upload is complete goes on by itself: any of these shows that it is closed. */
const closed = ["UploadComplete", "InProgress", "JobComplete"];

/** Says "the upload is complete", or "abort this job", in Bulk API 2.0. The body is always the same few bytes. */
export const ingestEnding = (jobId: string, state: "UploadComplete" | "Aborted"): Ending<IngestJobInfo> => ({
  jobId,
  request: ingestRequest(jobId, "", {
    action: `${state === "UploadComplete" ? "close" : "abort"} job "${jobId}"`,
    method: "PATCH",
    body: JSON.stringify({ state }),
    constant: true,
    repeatable: true,
  }),
  reading: readIngestRequest(jobId),
  read: ingestJobReader(jobId),
  isEnded: (job) => (state === "Aborted" ? job.state === state : closed.includes(job.state)),
});
