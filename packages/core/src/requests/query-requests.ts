import * as v from "valibot";
import { id, open } from "../protocol/field-schemas.ts";
import { isSameId } from "../protocol/salesforce-id.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import { valueReader } from "../replies/read-value.ts";
import { type ApiRequest, asksForJson, maxInfoBytes } from "./api-request.ts";

/** What tells a query job of Bulk API 2.0 from others. */
export interface QueryJobIdentity {
  id: string;
  /** `V2Query`; `Classic` is a job of Bulk API 1.0. */
  jobType: string;
}

/** Asks whether a job is a query job of Bulk API 2.0. */
export const readQueryJobRequest = (jobId: string): ApiRequest<QueryJobIdentity> => ({
  action: `read job "${jobId}"`,
  jobId,
  method: "GET",
  service: "data",
  path: `jobs/query/${jobId}`,
  contentType: asksForJson,
  idempotent: true,
  maxBytes: maxInfoBytes,
  read: (body) => {
    const job = readIdentity(body);
    if (!isSameId(job.id, jobId)) throw new NotTheAnswer(`the reply is about another job, "${job.id}"`, "WrongJob");
    return job;
  },
});

const identitySchema: v.GenericSchema<unknown, QueryJobIdentity> = v.looseObject({
  id: id("750"),
  jobType: open("V2Query"),
});

const readIdentity = valueReader(identitySchema, "a query job", "jobInfo");
