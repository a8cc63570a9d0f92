import * as v from "valibot";
import { type JobPage, jobPageSchema } from "../protocol/listed-job.ts";
import { valueReader } from "../replies/read-value.ts";
import { type ApiRequest, asksForJson, maxInfoBytes } from "./api-request.ts";

/** Whose session it is. */
export interface UserInfo {
  /** The user's id, prefix `005`. */
  userId: string;
  /** The org's id, prefix `00D`. */
  organizationId: string;
  /** The user name, `ada@example.com`. */
  username: string;
}

/** A page of the org's list of jobs, and when the server said it. */
export interface TimedJobPage {
  readonly page: JobPage;
  /** Milliseconds since 1970 by the server's clock, where its reply may be seen to tell the time; else by this computer's. */
  readonly now: number;
}

/** Asks whose session it is. */
export const readUserRequest = (): ApiRequest<UserInfo> => ({
  action: "ask whose session it is",
  method: "GET",
  service: "oauth2",
  path: "userinfo",
  contentType: asksForJson,
  idempotent: true,
  maxBytes: maxInfoBytes,
  read: readUser,
});

/** The kinds of jobs that an org lists: `Classic` for Bulk API 1.0, and those of Bulk API 2.0. */
export type ListedJobType = "Classic" | "V2Ingest" | "V2Query";

/** Says where the list of an org's jobs of a kind begins; each page names the path of the next one. */
export const firstJobsPath = (jobType: ListedJobType): string =>
  `jobs/${jobType === "V2Query" ? "query" : "ingest"}?jobType=${jobType}`;

/** Asks for a page of the org's list of jobs. */
export const listJobsRequest = (path: string): ApiRequest<TimedJobPage> => ({
  action: "list jobs",
  method: "GET",
  service: "data",
  path,
  contentType: asksForJson,
  idempotent: true,
  maxBytes: maxInfoBytes,
  read: (body, headers) => ({ page: readJobPage(body), now: serverTime(headers()) }),
});

const userInfoSchema: v.GenericSchema<unknown, UserInfo> = v.pipe(
  v.object({ user_id: v.string(), organization_id: v.string(), preferred_username: v.nullish(v.string(), "") }),
  v.transform(({ user_id, organization_id, preferred_username }) => ({
    userId: user_id,
    organizationId: organization_id,
    username: preferred_username,
  })),
);

const readUser = valueReader(userInfoSchema, "a user", "user");

const readJobPage = valueReader(jobPageSchema, "a list of jobs", "jobs");

/** Tells the time by the server's clock: ages are measured against times that the server wrote. */
function serverTime(headers: Headers): number {
  const time = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(time) ? Date.now() : time;
}
