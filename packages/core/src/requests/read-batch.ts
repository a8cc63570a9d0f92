import * as v from "valibot";
import { valueReader } from "../replies/read-value.ts";
import { NotTheAnswer } from "../exchange/judge-reply.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { type ApiRequest, maxInfoBytes } from "./api-request.ts";
import { type BatchInfo, batchInfoSchema } from "../protocol/batch-info.ts";
import { isSameId } from "../protocol/salesforce-id.ts";

/** Reads a batch out of a reply. */
const readBatch: (body: ReplyBody) => BatchInfo = valueReader(batchInfoSchema, "a batch", "batchInfo");

/** Makes a reader of a batch of one certain job, and of one certain id where one is asked for. */
export const batchReader =
  (jobId: string, batchId?: string): ((body: ReplyBody) => BatchInfo) =>
  (body) => {
    const batch = readBatch(body);
    if (!isSameId(batch.jobId, jobId)) throw new NotTheAnswer(`the reply is about another job, "${batch.jobId}"`);
    if (batchId !== undefined && !isSameId(batch.id, batchId)) {
      throw new NotTheAnswer(`the reply is about another batch, "${batch.id}"`);
    }
    return batch;
  };

/** XML makes one element look like no list, and an empty list like an empty text. */
const listSchema: v.GenericSchema<unknown, BatchInfo[]> = v.pipe(
  v.union([v.object({ batchInfo: v.optional(v.unknown()) }), v.literal("")]),
  v.transform((list): unknown[] => (list === "" || list.batchInfo == null ? [] : [list.batchInfo].flat())),
  v.array(batchInfoSchema),
);

const readList = valueReader(listSchema, "a list of batches", "batchInfoList");

/** Makes a reader of the batches of one certain job. */
export const batchListReader =
  (jobId: string): ((body: ReplyBody) => BatchInfo[]) =>
  (body) => {
    const batches = readList(body);
    const other = batches.find((batch) => !isSameId(batch.jobId, jobId));
    if (other !== undefined) throw new NotTheAnswer(`the reply is about another job, "${other.jobId}"`);
    return batches;
  };

/** Says "which batches does this job have". */
export const batchListRequest = (jobId: string): ApiRequest => ({
  action: `list the batches of job "${jobId}"`,
  jobId,
  method: "GET",
  path: `job/${jobId}/batch`,
  contentType: "application/json",
  repeatable: true,
  maxBytes: maxInfoBytes,
});
