import * as v from "valibot";
import { isSalesforceId } from "../protocol/salesforce-id.ts";
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

/** What a user is called. */
export interface NamedUser {
  /** The user's id of 18 characters. */
  id: string;
  /** The name as people see it, `Ada Lovelace`. */
  name: string;
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

/** Asks what users are called, up to 200 at once; those who are not there are left out. */
export const readUsersRequest = (ids: readonly string[]): ApiRequest<NamedUser[]> => ({
  action: "ask what users are called",
  method: "GET",
  service: "data",
  path: `composite/sobjects/User?ids=${ids.join(",")}&fields=Id,Name,Username`,
  contentType: asksForJson,
  idempotent: true,
  maxBytes: maxInfoBytes,
  read: readUsers,
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

/** Reads an id with its checksum: bytes that came twice may make another one of it. */
const checkedId = (prefix: string): v.GenericSchema<unknown, string> =>
  v.pipe(
    v.string(),
    v.check((value) => isSalesforceId(value, prefix)),
  );

const userInfoSchema: v.GenericSchema<unknown, UserInfo> = v.pipe(
  // Who it is decides what is ours, and which load a journal is of: what is no id is no answer.
  v.object({
    user_id: checkedId("005"),
    organization_id: checkedId("00D"),
    preferred_username: v.nullish(v.string(), ""),
  }),
  v.transform(({ user_id, organization_id, preferred_username }) => ({
    userId: user_id,
    organizationId: organization_id,
    username: preferred_username,
  })),
);

const namedUsersSchema: v.GenericSchema<unknown, NamedUser[]> = v.pipe(
  v.array(v.nullable(v.object({ Id: checkedId("005"), Name: v.string(), Username: v.nullish(v.string(), "") }))),
  v.transform((users) =>
    users.flatMap((user) => (user === null ? [] : { id: user.Id, name: user.Name, username: user.Username })),
  ),
);

const readUsers = valueReader(namedUsersSchema, "a list of users", "users");

const readUser = valueReader(userInfoSchema, "a user", "user");

const readJobPage = valueReader(jobPageSchema, "a list of jobs", "jobs");

/** Tells the time by the server's clock: ages are measured against times that the server wrote. */
function serverTime(headers: Headers): number {
  const time = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(time) ? Date.now() : time;
}
