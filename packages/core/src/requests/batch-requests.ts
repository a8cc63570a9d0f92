import { type BatchInfo, batchInfoSchema } from "../protocol/batch-info.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { checkCounts, checkIsAbout, counted, kindOf, valueReader } from "../replies/read-value.ts";
import { listSchema } from "../replies/xml-list.ts";
import { type ApiRequest, asksForJson, maxDataBytes, maxInfoBytes, readNothing } from "./api-request.ts";

/** Says "these rows are a batch of this job". Sent twice, every row is there twice. */
export const addBatchRequest = (
  jobId: string,
  contentType: string,
  body: string | Uint8Array<ArrayBuffer>,
): ApiRequest<BatchInfo> => ({
  action: `add a batch to job "${jobId}"`,
  jobId,
  method: "POST",
  path: `job/${jobId}/batch`,
  contentType,
  body,
  compressible: !contentType.startsWith("zip/"),
  carriesRows: true,
  idempotent: false,
  maxBytes: maxInfoBytes,
  read: batchReader(jobId),
});

/** Says "these columns belong to those fields". */
export const uploadSpecRequest = (jobId: string, spec: string): ApiRequest<void> => ({
  action: `upload a spec to job "${jobId}"`,
  jobId,
  method: "POST",
  path: `job/${jobId}/spec`,
  contentType: "text/csv; charset=UTF-8",
  body: spec,
  idempotent: false,
  mayBeEmpty: true,
  maxBytes: maxInfoBytes,
  read: readNothing,
});

/** Asks what a batch is now. */
export const readBatchRequest = (jobId: string, batchId: string): ApiRequest<BatchInfo> => ({
  ...aboutBatches(jobId, `/${batchId}`),
  action: `read batch "${batchId}"`,
  read: counted(batchReader(jobId, batchId)),
});

/** Asks which batches a job has. */
export const listBatchesRequest = (jobId: string): ApiRequest<BatchInfo[]> => ({
  ...aboutBatches(jobId, ""),
  action: `list the batches of job "${jobId}"`,
  read: (body) => {
    const batches = readBatches(body);
    for (const batch of [(body as BatchList).value.batchInfo].flat()) checkCounts(batch);
    for (const batch of batches) checkIsAbout("job", batch.jobId, jobId);
    return batches;
  },
});

/** Asks for the rows of a batch as they were sent. */
export const readBatchRowsRequest = (jobId: string, batchId: string): ApiRequest<string> => ({
  ...aboutBatches(jobId, `/${batchId}/request`),
  action: `read the rows of batch "${batchId}"`,
  carriesRows: true,
  maxBytes: maxDataBytes,
  read: (body) => {
    if ("text" in body) return body.text;
    throw new NotTheAnswer(`the reply is ${kindOf(body)}, expected the rows of a batch`);
  },
});

const aboutBatches = (
  jobId: string,
  part: string,
): Pick<ApiRequest<unknown>, "jobId" | "method" | "path" | "contentType" | "idempotent" | "maxBytes"> => ({
  jobId,
  method: "GET",
  path: `job/${jobId}/batch${part}`,
  contentType: asksForJson,
  idempotent: true,
  maxBytes: maxInfoBytes,
});

const readBatch: (body: ReplyBody) => BatchInfo = valueReader(batchInfoSchema, "a batch", "batchInfo");

/** A reply that is a list of batches: XML of one of them looks like no list. */
interface BatchList {
  readonly value: { readonly batchInfo?: unknown };
}

const readBatches: (body: ReplyBody) => BatchInfo[] = valueReader(
  listSchema("batchInfo", batchInfoSchema),
  "a list of batches",
  "batchInfoList",
);

/** Makes a reader of a batch of one certain job, and of one certain id where one is asked for. */
const batchReader =
  (jobId: string, batchId?: string) =>
  (body: ReplyBody): BatchInfo => {
    const batch = readBatch(body);
    checkIsAbout("job", batch.jobId, jobId);
    if (batchId !== undefined) checkIsAbout("batch", batch.id, batchId);
    return batch;
  };
