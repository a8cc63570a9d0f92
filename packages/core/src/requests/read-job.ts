import { NotTheAnswer } from "../exchange/judge-reply.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { valueReader } from "../replies/read-value.ts";
import { type JobInfo, jobInfoSchema } from "../protocol/job-info.ts";
import { isSameId } from "../protocol/salesforce-id.ts";

/** Reads a job out of a reply. */
export const readJob: (body: ReplyBody) => JobInfo = valueReader(jobInfoSchema, "a job", "jobInfo");

/** Makes a reader of one certain job: a reply about another one is not the answer. */
export const jobReader =
  (jobId: string): ((body: ReplyBody) => JobInfo) =>
  (body) => {
    const job = readJob(body);
    if (!isSameId(job.id, jobId)) throw new NotTheAnswer(`the reply is about another job, "${job.id}"`);
    return job;
  };
