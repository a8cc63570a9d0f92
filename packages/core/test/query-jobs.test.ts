import {
  abortJobs,
  abortQueryJob,
  closeJobs,
  createQueryJob,
  deleteQueryJob,
  getQueryJob,
  type QueryJobSpec,
  waitForQueryJob,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { connect, fault, jobId, jobReply, json, rejection, scriptedAdapter } from "./scripted-adapter.ts";
import { query, refusal, lost, line, base, collect } from "./query-job-org.ts";

describe("a query job of Bulk API 2.0", () => {
  test("is created by its SOQL", async () => {
    const adapter = scriptedAdapter(query({ state: "UploadComplete" }));
    const job = await createQueryJob(connect(adapter), { query: "SELECT Id FROM Account", columnDelimiter: "TAB" });
    expect(job).toMatchObject({ id: jobId, state: "UploadComplete", numberRecordsProcessed: 0, errorMessage: null });
    expect(adapter.seen.map(line)).toEqual(["POST /services/data/v68.0/jobs/query"]);
    expect(JSON.parse(new TextDecoder().decode(adapter.seen[0]?.init.body))).toEqual({
      operation: "query",
      query: "SELECT Id FROM Account",
      contentType: "CSV",
      columnDelimiter: "TAB",
      lineEnding: "LF",
    });
  });

  test.each([
    [{ query: "" }, "Cannot use query"],
    [{ soql: "SELECT Id FROM Account" }, 'Cannot use option "soql"'],
    [{ query: "SELECT Id FROM Account", linending: "LF" }, 'did you mean "lineEnding"'],
    [{ query: "SELECT Id FROM Account", operation: "QUERY" }, "Cannot use operation"],
    [{ query: "SELECT Id FROM Account", lineEnding: "CR" }, "Cannot use lineEnding"],
    [{ query: "SELECT Id FROM Account", columnDelimiter: "," }, "Cannot use columnDelimiter"],
  ])("is not created as %j", async (spec, message) => {
    const adapter = scriptedAdapter();
    const error = await rejection(createQueryJob(connect(adapter), spec as QueryJobSpec));
    expect(error).toMatchObject({ name: "TypeError" });
    expect(error.message).toContain(message);
    expect(adapter.seen).toEqual([]);
  });

  test("whose creation was not answered is named, whatever its state", async () => {
    const { id } = (await query().json()) as { id: string };
    const listed = {
      id,
      operation: "query",
      object: "Account",
      createdById: "005D0000001ALVFIA4",
      createdDate: new Date().toISOString(),
      systemModstamp: new Date().toISOString(),
      state: "InProgress",
      apiVersion: 68,
      jobType: "V2Query",
    };
    const adapter = scriptedAdapter(
      lost(),
      json({ user_id: "005D0000001ALVFIA4", organization_id: "00D000000000001" }),
      json({ done: true, records: [listed, { ...listed, id: "7509H0000016GUXAAA", object: "Contact" }] }),
    );
    const soql = "SELECT (SELECT Id FROM Contacts), Name FROM Account WHERE Name = 'x FROM Y'";
    expect(await rejection(createQueryJob(connect(adapter), { query: soql }))).toMatchObject({
      code: "JobMayExist",
      candidates: [jobId],
    });
    expect(adapter.seen.map(line).at(-1)).toBe("GET /services/data/v68.0/jobs/query?jobType=V2Query");
  });

  test("is read, waited for, aborted although the answer is lost, and deleted", async () => {
    const read = scriptedAdapter(query({ isPkChunkingSupported: true }));
    expect(await getQueryJob(connect(read), jobId)).toMatchObject({ isPkChunkingSupported: true });
    const waited = scriptedAdapter(query({ state: "InProgress" }), query({ state: "Failed", errorMessage: "no" }));
    expect(await waitForQueryJob(connect(waited), jobId, { minInterval: 0, maxInterval: 0 })).toMatchObject({
      state: "Failed",
      errorMessage: "no",
    });
    const aborted = scriptedAdapter(
      lost(),
      refusal("INVALIDJOBSTATE", "Aborting already aborted Job not allowed"),
      query({ state: "Aborted" }),
    );
    expect((await abortQueryJob(connect(aborted), jobId)).state).toBe("Aborted");
    expect(aborted.seen.map(line)).toEqual([`PATCH ${base}`, `PATCH ${base}`, `GET ${base}`]);
    const deleted = scriptedAdapter(lost(), refusal("NOT_FOUND", "The requested resource does not exist", 404));
    expect(await deleteQueryJob(connect(deleted), jobId)).toBeUndefined();
  });

  test("that is complete cannot be aborted, and the error shows it", async () => {
    const adapter = scriptedAdapter(
      refusal("INVALIDJOBSTATE", "Aborting already Completed Job not allowed"),
      query({ state: "JobComplete" }),
    );
    expect(await rejection(abortQueryJob(connect(adapter), jobId))).toMatchObject({
      name: "SalesforceError",
      job: { state: "JobComplete" },
    });
  });
});

describe("among many jobs, a query of Bulk API 2.0", () => {
  test("is aborted, as it is listed or by its id", async () => {
    const listed = { id: jobId, apiVersion: 61, jobType: "V2Query" };
    const known = scriptedAdapter(query({ state: "Aborted" }));
    expect(await collect(abortJobs(connect(known), [listed]))).toMatchObject([{ jobId, outcome: "aborted" }]);
    expect(known.seen.map(line)).toEqual([`PATCH ${base.replace("68.0", "61.0")}`]);
    const unknown = scriptedAdapter(
      fault("InvalidJob", "Unable to find object: job"),
      refusal("NOT_FOUND", "The requested resource does not exist", 404),
      query({ jobType: "V2Query", state: "InProgress" }),
      query({ state: "Aborted" }),
    );
    const connection = connect(unknown, { instanceUrl: "https://other.my.salesforce.com" });
    expect(await collect(abortJobs(connection, [jobId]))).toMatchObject([{ jobId, outcome: "aborted" }]);
  });

  test("cannot be closed, and nothing is sent for that", async () => {
    const adapter = scriptedAdapter();
    const listed = { id: jobId, apiVersion: 68, jobType: "V2Query" };
    expect(await collect(closeJobs(connect(adapter), [listed]))).toMatchObject([
      { outcome: "failed", error: { name: "TypeError", code: "InvalidArgument" } },
    ]);
    expect(adapter.seen).toEqual([]);
  });
});

describe("among many jobs, an ingest job of Bulk API 2.0", () => {
  const listed = { id: jobId, apiVersion: 68, jobType: "V2Ingest" };
  const closed = (): Response => query({ operation: "insert", state: "UploadComplete" });

  test("is told of before it is closed, and not before it is aborted", async () => {
    const told: string[] = [];
    const onIngest = (id: string): void => void told.push(id);
    await collect(closeJobs(connect(scriptedAdapter(closed())), [listed], { onIngest }));
    expect(told).toEqual([jobId]);
    const classic = scriptedAdapter(jobReply({ state: "Closed" }));
    await collect(closeJobs(connect(classic), [jobId], { onIngest }));
    await collect(abortJobs(connect(scriptedAdapter(query({ state: "Aborted" }))), [listed]));
    expect(told).toEqual([jobId]);
  });

  test("is left alone where that is not wanted", async () => {
    const adapter = scriptedAdapter();
    const no = new Error("no");
    const onIngest = (): Promise<void> => Promise.reject(no);
    expect(await collect(closeJobs(connect(adapter), [listed], { onIngest }))).toEqual([
      { jobId, outcome: "failed", error: no },
    ]);
    expect(adapter.seen).toEqual([]);
  });
});
