import {
  createIngestJob,
  createJob,
  type IngestJobInfo,
  type IngestJobSpec,
  closeIngestJob,
  closeJob,
  type Connection,
  type FetchAdapter,
  type JobInfo,
  type JobSpec,
  type JobState,
  type Operation,
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

test("an upsert without its key does not compile", () => {
  const connection = {} as Connection;
  expectTypeOf<{ operation: "upsert"; object: string }>().not.toExtend<JobSpec>();
  expectTypeOf<{ operation: "upsert"; object: string }>().not.toExtend<IngestJobSpec>();
  expectTypeOf<{ operation: "upsert"; object: string; externalIdFieldName: string }>().toExtend<JobSpec>();
  expectTypeOf<{ operation: "upsert"; object: string; externalIdFieldName: string }>().toExtend<IngestJobSpec>();
  const calls = [
    // @ts-expect-error -- the key is missing
    () => createJob(connection, { operation: "upsert", object: "Account" }),
    // @ts-expect-error -- the key is missing
    () => createIngestJob(connection, { operation: "upsert", object: "Account" }),
    () => createJob(connection, { operation: "upsert", object: "Account", externalIdFieldName: "Ext__c" }),
    () => createJob(connection, { operation: "insert", object: "Account" }),
    () => createJob(connection, { operation: "query", object: "Account" }),
    () => createIngestJob(connection, { operation: "hardDelete", object: "Account" }),
  ];
  expectTypeOf(calls).toBeArray();
});

test("an operation that is known later only is usable, with what the key may be", () => {
  const connection = {} as Connection;
  const create = (operation: Operation, externalIdFieldName: string | undefined): Promise<unknown>[] => [
    createJob(connection, { operation, object: "Account", externalIdFieldName }),
    createIngestJob(connection, { operation, object: "Account", externalIdFieldName }),
    // @ts-expect-error -- it may be an upsert
    createJob(connection, { operation, object: "Account" }),
  ];
  expectTypeOf(create).toBeFunction();
});
