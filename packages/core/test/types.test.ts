import {
  type IngestJobInfo,
  closeIngestJob,
  closeJob,
  type Connection,
  type FetchAdapter,
  type JobInfo,
  type JobState,
  type SalesforceError,
} from "@sfbulk/core";
import { expectTypeOf, test } from "vitest";

// Checked by the compiler (`pnpm types`); nothing runs.

/** What jsforce's Connection has, as far as it concerns us. */
interface JsforceConnection {
  instanceUrl: string;
  accessToken: string | null | undefined;
  version: string;
  refreshToken: string | undefined;
  request: (url: string) => Promise<unknown>;
}

test("a jsforce connection fits as it is", () => {
  expectTypeOf<JsforceConnection>().toExtend<Connection>();
  expectTypeOf(closeJob).toBeCallableWith({} as JsforceConnection, "7509H0000016GUXQA2");
});

test("fetch is an adapter", () => {
  expectTypeOf<typeof globalThis.fetch>().toExtend<FetchAdapter>();
});

test("a forgotten token is a mistake that the compiler sees", () => {
  expectTypeOf<{ instanceUrl: string }>().not.toExtend<Connection>();
});

test("known words are suggested, others allowed", () => {
  expectTypeOf<"Closed">().toExtend<JobState>();
  expectTypeOf<string>().toExtend<JobState>();
});

test("a job's fields are what they say", () => {
  const connection = {} as Connection;
  expectTypeOf(() => closeJob(connection, "750")).returns.resolves.toEqualTypeOf<JobInfo>();
  expectTypeOf(() => closeIngestJob(connection, "750")).returns.resolves.toEqualTypeOf<IngestJobInfo>();
  expectTypeOf<JobInfo["numberBatchesTotal"]>().toEqualTypeOf<number>();
  expectTypeOf<JobInfo["assignmentRuleId"]>().toEqualTypeOf<string | null>();
  expectTypeOf<SalesforceError["name"]>().toEqualTypeOf<"SalesforceError">();
});
