import { gunzipSync } from "node:zlib";
import {
  abortIngestJob,
  closeIngestJob,
  type Connection,
  createIngestJob,
  deleteIngestJob,
  findJobApi,
  getIngestJob,
  type IngestJobSpec,
  uploadIngestRows,
  waitForIngestJob,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { connect, fault, jobId, jobReply, json, rejection, type Seen, scriptedAdapter } from "./scripted-adapter.ts";

const fields = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: jobId,
  operation: "insert",
  object: "Account",
  createdById: "005D0000001ALVFIA4",
  createdDate: "2026-02-12T15:43:48.000+0000",
  systemModstamp: "2026-02-12T15:43:48.000+0000",
  state: "Open",
  concurrencyMode: "Parallel",
  contentType: "CSV",
  apiVersion: 68.0,
  contentUrl: `services/data/v68.0/jobs/ingest/${jobId}/batches`,
  lineEnding: "LF",
  columnDelimiter: "COMMA",
  ...changes,
});
const ingest = (changes: Record<string, unknown> = {}): Response => json(fields(changes));
const refusal = (errorCode: string, message: string, status = 400): Response => json([{ errorCode, message }], status);
const lost = (): Error => new TypeError("fetch failed");
const empty = (status: number): Response => new Response(null, { status });
const line = ({ url, init }: Seen): string => `${init.method} ${new URL(url).pathname}`;
const bodyOf = (seen: Seen | undefined): string => new TextDecoder().decode(seen?.init.body);
const path = `/services/data/v68.0/jobs/ingest/${jobId}`;

describe("creating a job of Bulk API 2.0", () => {
  test.each([["refresh"], ["consentImport"]] as const)("to %s may be for no object", async (operation) => {
    const adapter = scriptedAdapter(ingest({ operation, object: undefined }));
    expect(await createIngestJob(connect(adapter), { operation })).toMatchObject({ operation, object: null });
    expect(JSON.parse(bodyOf(adapter.seen[0]))).toEqual({
      operation,
      contentType: "CSV",
      lineEnding: "LF",
      columnDelimiter: "COMMA",
    });
    const named = scriptedAdapter(ingest({ operation }));
    expect(await createIngestJob(connect(named), { operation, object: "Account" })).toMatchObject({
      object: "Account",
    });
    expect(JSON.parse(bodyOf(named.seen[0]))).toMatchObject({ object: "Account" });
  });

  test("to insert is for an object", async () => {
    const spec = { operation: "insert" } as IngestJobSpec;
    expect(await rejection(createIngestJob(connect(scriptedAdapter()), spec))).toMatchObject({
      message: expect.stringContaining("Cannot use object") as string,
    });
  });
});

describe("closing a job of Bulk API 2.0", () => {
  test("is a PATCH to UploadComplete", async () => {
    const adapter = scriptedAdapter(ingest({ state: "UploadComplete" }));
    const job = await closeIngestJob(connect(adapter), jobId);
    expect(job).toMatchObject({ id: jobId, state: "UploadComplete", apiVersion: 68, numberRecordsProcessed: 0 });
    expect(adapter.seen.map(line)).toEqual([`PATCH ${path}`]);
    expect(bodyOf(adapter.seen[0])).toBe('{"state":"UploadComplete"}');
  });

  test.each(["InProgress", "JobComplete"])("a job that has gone on to %s is closed", async (state) => {
    const adapter = scriptedAdapter(lost(), ingest({ state }));
    expect((await closeIngestJob(connect(adapter), jobId)).state).toBe(state);
    const before = scriptedAdapter(
      refusal("INVALIDJOBSTATE", "Closing already Completed Job not allowed"),
      ingest({ state }),
    );
    expect((await closeIngestJob(connect(before), jobId)).state).toBe(state);
    expect(before.seen.map(line)).toEqual([`PATCH ${path}`, `GET ${path}`]);
  });

  test.each(["Aborted", "Failed", "Open"])("a job that is %s is not, and the error has it", async (state) => {
    const adapter = scriptedAdapter(
      refusal("INVALIDJOBSTATE", "Closing already aborted Job not allowed"),
      ingest({ state }),
    );
    expect(await rejection(closeIngestJob(connect(adapter), jobId))).toMatchObject({
      name: "SalesforceError",
      exceptionCode: "INVALIDJOBSTATE",
      job: { state },
    });
  });

  test("a reply that shows it open, or about another job, is no success", async () => {
    const other = "7509H0000016GUYQA2";
    for (const reply of [ingest(), ingest({ id: other, state: "UploadComplete" })]) {
      const adapter = scriptedAdapter(reply, ingest());
      expect(await rejection(closeIngestJob(connect(adapter), jobId))).toMatchObject({ name: "ResponseError" });
    }
  });

  test("an expired session is renewed", async () => {
    const adapter = scriptedAdapter(
      refusal("INVALID_SESSION_ID", "Session expired or invalid", 401),
      ingest({ state: "UploadComplete" }),
    );
    let tokens = 0;
    const accessToken = (): string => `00D!token${++tokens}`;
    expect((await closeIngestJob(connect(adapter, { accessToken }), jobId)).state).toBe("UploadComplete");
    expect(tokens).toBe(2);
  });
});

describe("which API a job belongs to", () => {
  const unknown = (): Response => json({ exceptionCode: "InvalidJob", exceptionMessage: "Unable to find job" }, 400);
  const notFound = (): Response => refusal("NOT_FOUND", "The requested resource does not exist", 404);
  const classic = `/services/async/68.0/job/${jobId}`;
  const query = path.replace("ingest", "query");
  const fresh = (adapter: ReturnType<typeof scriptedAdapter>): Connection =>
    connect(adapter, { retry: { attempts: 1 } });

  test.each([
    ["1.0", [() => jobReply()], [classic]],
    ["1.0", [unknown, () => ingest({ jobType: "Classic" })], [classic, path]],
    ["1.0", [() => jobReply({ state: "Open" }), notFound, notFound], [classic, path, query]],
    ["2.0-ingest", [() => jobReply({ state: "Open" }), () => ingest({ jobType: "V2Ingest" })], [classic, path]],
    ["2.0-ingest", [unknown, () => ingest({ jobType: "V2Ingest" })], [classic, path]],
    [
      "2.0-query",
      [unknown, notFound, () => ingest({ operation: "query", jobType: "V2Query" })],
      [classic, path, query],
    ],
  ] as const)("%s is told by a job that is shown, and asked for once", async (api, replies, paths) => {
    const adapter = scriptedAdapter(...replies.map((reply) => reply()));
    const connection = fresh(adapter);
    expect(await findJobApi(connection, jobId)).toBe(api);
    expect(await findJobApi(connection, jobId.slice(0, 15))).toBe(api);
    expect(adapter.seen.map(({ url }) => new URL(url).pathname)).toEqual(paths);
  });

  test("what one fetch has shown says nothing of another org that a second one leads to at the same address", async () => {
    const first = fresh(scriptedAdapter(unknown(), ingest({ jobType: "V2Ingest" })));
    expect(await findJobApi(first, jobId)).toBe("2.0-ingest");
    expect(await findJobApi(fresh(scriptedAdapter(jobReply())), jobId)).toBe("1.0");
    expect(await findJobApi(first, jobId)).toBe("2.0-ingest");
  });

  test("where all three refuse, the error is what Bulk API 1.0 said, and nothing is remembered", async () => {
    const adapter = scriptedAdapter(unknown(), notFound(), notFound(), jobReply());
    const connection = fresh(adapter);
    expect(await rejection(findJobApi(connection, jobId))).toMatchObject({ exceptionCode: "InvalidJob", jobId });
    expect(await findJobApi(connection, jobId)).toBe("1.0");
  });

  test.each([
    ["lost", lost, "NetworkError"],
    ["an outage", () => empty(503), "ResponseError"],
    ["another refusal", () => refusal("API_DISABLED_FOR_ORG", "The REST API is not enabled"), "SalesforceError"],
  ] as const)("%s decides nothing", async (_, answer, name) => {
    for (const replies of [[answer()], [unknown(), answer()]]) {
      const connection = fresh(scriptedAdapter(...replies));
      expect(await rejection(findJobApi(connection, jobId))).toMatchObject({ name, jobId });
    }
  });
});

describe("aborting and deleting", () => {
  test("abort is a PATCH too", async () => {
    const adapter = scriptedAdapter(ingest({ state: "Aborted" }));
    expect((await abortIngestJob(connect(adapter), jobId)).state).toBe("Aborted");
    expect(bodyOf(adapter.seen[0])).toBe('{"state":"Aborted"}');
  });

  test("delete is done with 204, and with 404 after a lost answer", async () => {
    const adapter = scriptedAdapter(empty(204));
    expect(await deleteIngestJob(connect(adapter), jobId)).toBeUndefined();
    expect(adapter.seen.map(line)).toEqual([`DELETE ${path}`]);
    const notFound = refusal("NOT_FOUND", "The requested resource does not exist", 404);
    expect(await deleteIngestJob(connect(scriptedAdapter(lost(), notFound)), jobId)).toBeUndefined();
    expect(
      await rejection(deleteIngestJob(connect(scriptedAdapter(refusal("NOT_FOUND", "no", 404))), jobId)),
    ).toMatchObject({ name: "SalesforceError", exceptionCode: "NOT_FOUND" });
  });
});

describe("creating, uploading, reading", () => {
  test("create says what the job is to do, and no more", async () => {
    const adapter = scriptedAdapter(ingest());
    const spec = { operation: "upsert", object: "Account", externalIdFieldName: "Ref__c", lineEnding: "CRLF" } as const;
    expect(await createIngestJob(connect(adapter), spec as IngestJobSpec)).toMatchObject({ id: jobId, state: "Open" });
    expect(JSON.parse(bodyOf(adapter.seen[0]))).toEqual({
      object: "Account",
      operation: "upsert",
      contentType: "CSV",
      lineEnding: "CRLF",
      columnDelimiter: "COMMA",
      externalIdFieldName: "Ref__c",
    });
  });

  test.each([
    [{ operation: "query", object: "Account" }, "Cannot use operation"],
    [{ operation: "upsert", object: "Account" }, "without externalIdFieldName"],
    [{ operation: "insert", object: "Account; DROP" }, "Cannot use object"],
    [{ operation: "insert", object: "Account", columnDelimiter: "," }, "Cannot use columnDelimiter"],
    [{ operation: "insert", object: "Account", lineEnding: "CR" }, "Cannot use lineEnding"],
  ])("%j is refused before anything is sent", async (spec, message) => {
    const adapter = scriptedAdapter();
    const error = await rejection(createIngestJob(connect(adapter), spec as IngestJobSpec));
    expect(error).toMatchObject({ name: "TypeError", message: expect.stringContaining(message) as string });
    expect(adapter.seen).toEqual([]);
  });

  const rows = `Name\n${"Acme\n".repeat(1000)}`;
  async function* pieces(): AsyncGenerator<string | Uint8Array<ArrayBuffer>> {
    for (let at = 0; at < rows.length; at += 700) {
      const piece = rows.slice(at, at + 700);
      yield await Promise.resolve(at % 1400 === 0 ? piece : new TextEncoder().encode(piece));
    }
  }

  test.each([
    ["a string", () => rows],
    ["bytes", () => new TextEncoder().encode(rows)],
    ["a stream", () => new Blob([rows]).stream()],
    ["pieces", pieces],
  ])("%s goes up in one PUT, compressed or not", async (_, source) => {
    const adapter = scriptedAdapter(empty(201), empty(201));
    await uploadIngestRows(connect(adapter), { id: jobId }, source());
    await uploadIngestRows(connect(adapter, { gzip: false }), { id: jobId }, source());
    expect(adapter.seen.map(line)).toEqual([`PUT ${path}/batches`, `PUT ${path}/batches`]);
    const [packed, plain] = adapter.seen;
    expect(packed?.init.headers).toMatchObject({ "content-type": "text/csv", "content-encoding": "gzip" });
    expect(gunzipSync(packed?.init.body ?? new Uint8Array()).toString()).toBe(rows);
    expect(plain?.init.headers).not.toHaveProperty("content-encoding");
    expect(bodyOf(plain)).toBe(rows);
  });

  test("a session that has expired is renewed for it, since nothing was taken", async () => {
    const adapter = scriptedAdapter(refusal("INVALID_SESSION_ID", "expired", 401), empty(201));
    let tokens = 0;
    await uploadIngestRows(connect(adapter, { accessToken: () => `00D!t${++tokens}` }), { id: jobId }, pieces());
    expect(adapter.seen.map(({ init }) => init.body?.length)).toEqual([
      expect.any(Number),
      adapter.seen[0]?.init.body?.length,
    ]);
  });

  test("a lost answer is not repeated, and the error says what to do", async () => {
    const adapter = scriptedAdapter(lost());
    expect(await rejection(uploadIngestRows(connect(adapter), { id: jobId }, rows))).toMatchObject({
      name: "NetworkError",
      message: expect.stringContaining("whether the rows arrived is unknown: abort the job") as string,
    });
    expect(adapter.seen).toHaveLength(1);
  });

  test.each([
    ["nothing", "", "it is empty"],
    ["a number", 7, "expected CSV (a string, bytes, a Blob, a stream, an iterable of them, or a function"],
    ["null", null, "got null"],
    ["too much", { [Symbol.asyncIterator]: () => tooMuch() }, "more than 150000000 bytes"],
    ["numbers", { [Symbol.asyncIterator]: () => numbers() }, "expected strings or bytes, got 7"],
  ])("%s is refused before anything is sent", async (_, source, message) => {
    const adapter = scriptedAdapter();
    expect(await rejection(uploadIngestRows(connect(adapter), { id: jobId }, source as string))).toMatchObject({
      name: "TypeError",
      message: expect.stringContaining(message) as string,
    });
    expect(adapter.seen).toEqual([]);
  });
  async function* tooMuch(): AsyncGenerator<string> {
    yield "Name\n";
    for (const more = `${"a".repeat(10_000)}\n`.repeat(1000); ;) yield await Promise.resolve(more);
  }
  async function* numbers(): AsyncGenerator<number> {
    yield await Promise.resolve(7);
  }

  test("the signal ends a source that hangs, and tells it so", async () => {
    let told = false;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => await new Promise<never>(() => undefined),
        return: async () => await Promise.resolve({ done: true as const, value: void (told = true) }),
      }),
    };
    const signal = AbortSignal.timeout(5);
    const adapter = scriptedAdapter();
    expect(
      await rejection(uploadIngestRows(connect(adapter), { id: jobId }, source as AsyncIterable<string>, { signal })),
    ).toMatchObject({ name: "TimeoutError" });
    expect(told).toBe(true);
  });

  test("reading gives all fields", async () => {
    const adapter = scriptedAdapter(
      ingest({ state: "Failed", errorMessage: "InvalidBatch : no", jobType: "V2Ingest", retries: 2 }),
    );
    expect(await getIngestJob(connect(adapter), jobId)).toMatchObject({
      state: "Failed",
      errorMessage: "InvalidBatch : no",
      jobType: "V2Ingest",
      retries: 2,
      createdDate: "2026-02-12T15:43:48.000Z",
    });
    expect(await rejection(getIngestJob(connect(scriptedAdapter(fault("InvalidJob", "no"))), jobId))).toMatchObject({
      name: "SalesforceError",
    });
  });
});

describe("waiting for a job of Bulk API 2.0", () => {
  test.each(["JobComplete", "Failed", "Aborted"])("%s is the end", async (state) => {
    const seen: string[] = [];
    const adapter = scriptedAdapter(
      ingest({ state: "UploadComplete" }),
      ingest({ state: "UploadComplete" }),
      ingest({ state }),
    );
    const job = await waitForIngestJob(connect(adapter), jobId, {
      minInterval: 0,
      maxInterval: 0,
      onProgress: (progress) => seen.push(progress.state),
    });
    expect(job.state).toBe(state);
    expect(seen).toEqual(["UploadComplete", state]);
  });

  test("running out of time says how it stands", async () => {
    const steps = Array.from({ length: 2000 }, () => () => ingest({ state: "InProgress" }));
    const wait = waitForIngestJob(connect(scriptedAdapter(...steps)), jobId, {
      minInterval: 1,
      maxInterval: 1,
      waitTimeout: 20,
    });
    expect(await rejection(wait)).toMatchObject({
      name: "WaitTimeoutError",
      jobId,
      job: { state: "InProgress" },
      message: `Cannot wait for job "${jobId}" any longer than 20 ms: it is "InProgress"`,
    });
  });
});
