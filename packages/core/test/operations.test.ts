import {
  abortJob,
  addBatch,
  createJob,
  getBatch,
  getBatchRequest,
  getBatchResults,
  getJob,
  listBatches,
  NetworkError,
  ResponseError,
  SalesforceError,
  type JobSpec,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import {
  batchId,
  connect,
  fault,
  hurried,
  jobFields,
  jobId,
  jobReply,
  json,
  page,
  rejection,
  scriptedAdapter,
} from "./scripted-adapter.ts";

const batch = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: batchId,
  jobId,
  state: "Queued",
  stateMessage: null,
  createdDate: new Date().toISOString(),
  systemModstamp: "2024-11-21T08:31:31.000+0000",
  ...changes,
});
const freshBatchId = (number: number): string => `7519H000001X${String(number).padStart(3, "0")}`;
const text = (body: Uint8Array | undefined): string => new TextDecoder().decode(body);

describe("createJob", () => {
  test("sends what Salesforce lets a client set, CSV by default", async () => {
    const adapter = scriptedAdapter(json(jobFields({ state: "Open" }), 201));
    await expect(createJob(connect(adapter), { operation: "insert", object: "Account" })).resolves.toMatchObject({
      state: "Open",
    });
    expect(text(adapter.seen[0]?.init.body)).toBe('{"operation":"insert","object":"Account","contentType":"CSV"}');
    expect(adapter.seen[0]?.url).toBe("https://acme.my.salesforce.com/services/async/68.0/job");
  });
  test("with everything, in the schema's order", async () => {
    const adapter = scriptedAdapter(json(jobFields({ state: "Open" }), 201));
    await createJob(connect(adapter), {
      contentType: "JSON",
      assignmentRuleId: "01Q30000000002j",
      concurrencyMode: "Serial",
      externalIdFieldName: "Ext__c",
      object: "Lead",
      operation: "upsert",
    });
    expect(text(adapter.seen[0]?.init.body)).toBe(
      '{"operation":"upsert","object":"Lead","externalIdFieldName":"Ext__c","concurrencyMode":"Serial","contentType":"JSON","assignmentRuleId":"01Q30000000002j"}',
    );
  });
  test.each([
    [{ operation: "harddelete", object: "Account" }, 'it is spelt "hardDelete"'],
    [{ operation: "delet", object: "Account" }, "expected one of insert, update"],
    [{ operation: "insert", object: "" }, "expected an API name"],
    [{ operation: "insert", object: "Acc ount" }, "expected an API name"],
    [{ operation: "insert", object: "Account", contentType: "csv" }, 'it is spelt "CSV"'],
    [{ operation: "insert", object: "Account", concurrencyMode: "parallel" }, 'it is spelt "Parallel"'],
    [{ operation: "upsert", object: "Account" }, "without externalIdFieldName"],
    [{ operation: "insert", object: "Lead", assignmentRuleId: jobId }, 'begins with "01Q"'],
  ])("%o is refused before anything is sent", async (spec, words) => {
    const adapter = scriptedAdapter();
    const error = await rejection(createJob(connect(adapter), spec as JobSpec));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
    expect(adapter.seen).toHaveLength(0);
  });
  const insert = { operation: "insert", object: "Account" } as const;
  const posts = (adapter: ReturnType<typeof scriptedAdapter>): string[] =>
    adapter.seen.filter(({ init }) => init.method === "POST").map(({ url }) => url);
  test.each([() => page(503), () => new TypeError("fetch failed"), () => new Response("{")])(
    "is sent once where it may have been done: %#",
    async (step) => {
      const adapter = scriptedAdapter(step());
      const error = await rejection(createJob(connect(adapter), insert));
      expect(error).toMatchObject({ code: "JobMayExist", attempts: 1 });
      expect(posts(adapter)).toHaveLength(1);
    },
  );
  const busy = (): Response =>
    json([{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "ConcurrentRequests Limit exceeded." }], 403);
  test("is sent again where Salesforce has refused it for the moment", async () => {
    const adapter = scriptedAdapter(busy(), busy(), json(jobFields({ state: "Open" }), 201));
    await expect(createJob(connect(adapter), insert)).resolves.toMatchObject({ id: jobId });
    expect(adapter.seen).toHaveLength(3);
    const refusing = scriptedAdapter(...Array.from({ length: 5 }, busy));
    expect(await rejection(createJob(connect(refusing), insert))).toMatchObject({
      name: "SalesforceError",
      code: "Refused",
      attempts: 5,
      isTransient: true,
    });
    // After an answer that was lost, it may be there, whatever Salesforce said before.
    const unsure = scriptedAdapter(busy(), page(503));
    expect(await rejection(createJob(connect(unsure), insert))).toMatchObject({ code: "JobMayExist", attempts: 2 });
    expect(posts(unsure)).toHaveLength(2);
  });
  test("after a page that asks for patience, is sent again when the org's list has no such job", async () => {
    const user = (): Response =>
      json({ user_id: "005D0000001ALVFIA4", organization_id: "00D000000000001", preferred_username: "" });
    const none = (): Response => json({ done: true, records: [], nextRecordsUrl: null });
    const adapter = scriptedAdapter(page(429), user(), none(), user(), none(), json(jobFields({ state: "Open" }), 201));
    await expect(createJob(connect(adapter), insert)).resolves.toMatchObject({ id: jobId });
    const refusing = scriptedAdapter(
      page(420),
      user(),
      none(),
      user(),
      none(),
      page(420),
      user(),
      none(),
      user(),
      none(),
    );
    expect(await rejection(createJob(connect(refusing), insert))).toMatchObject({
      code: "UnexpectedStatus",
      status: 420,
      attempts: 2,
    });
  });
});

describe("getJob, getBatch, listBatches", () => {
  test("read by GET, and say by content type that JSON is welcome", async () => {
    const adapter = scriptedAdapter(
      jobReply({ state: "Open" }),
      json(batch()),
      json({ batchInfo: [batch(), batch()] }),
    );
    const connection = connect(adapter, { version: "v60.0" });
    expect((await getJob(connection, jobId)).state).toBe("Open");
    expect((await getBatch(connection, jobId, batchId)).state).toBe("Queued");
    expect(await listBatches(connection, jobId)).toHaveLength(2);
    expect(adapter.seen.map(({ url }) => url.replace("https://acme.my.salesforce.com", ""))).toEqual([
      `/services/async/60.0/job/${jobId}`,
      `/services/async/60.0/job/${jobId}/batch/${batchId}`,
      `/services/async/60.0/job/${jobId}/batch`,
    ]);
    for (const { init } of adapter.seen) {
      expect(init.method).toBe("GET");
      expect(init.body).toBeUndefined();
      expect(init.headers["content-type"]).toBe("application/json");
    }
  });
  test("are repeated after a lost answer", async () => {
    const adapter = scriptedAdapter(new TypeError("fetch failed"), page(502), jobReply());
    await expect(getJob(connect(adapter), jobId)).resolves.toMatchObject({ id: jobId });
  });
  test("another batch, or another job's, is no answer", async () => {
    const other = "7519H000001XijGQAS";
    expect(
      await rejection(getBatch(connect(scriptedAdapter(json(batch({ id: other })))), jobId, batchId)),
    ).toBeInstanceOf(ResponseError);
    const stranger = json(batch({ jobId: "7509H0000016HP0QAM" }));
    expect(await rejection(getBatch(connect(scriptedAdapter(stranger)), jobId, batchId))).toBeInstanceOf(ResponseError);
  });
  test("a batch id is checked", async () => {
    expect(await rejection(getBatch(connect(scriptedAdapter()), jobId, jobId))).toBeInstanceOf(TypeError);
  });
});

describe("abortJob", () => {
  test("aborts", async () => {
    const adapter = scriptedAdapter(jobReply({ state: "Aborted" }));
    await expect(abortJob(connect(adapter), jobId)).resolves.toMatchObject({ state: "Aborted" });
    expect(text(adapter.seen[0]?.init.body)).toBe('{"state":"Aborted"}');
  });
  test("aborted already is a success, closed already an error with the job on it", async () => {
    const refusal = (): Response => fault("InvalidJobState", "Aborting already Completed Job not allowed");
    await expect(
      abortJob(connect(scriptedAdapter(refusal(), jobReply({ state: "Aborted" }))), jobId),
    ).resolves.toMatchObject({ id: jobId });
    const error = await rejection(abortJob(connect(scriptedAdapter(refusal(), jobReply())), jobId));
    expect(error).toBeInstanceOf(SalesforceError);
    expect(error).toMatchObject({ job: { state: "Closed" } });
    expect(error.message).toMatch(/^Cannot abort job/);
  });
});

describe("addBatch", () => {
  const job = { id: jobId, contentType: "CSV", apiVersion: 68 };
  const rows = "Name\nAcme\n";

  test.each([
    ["CSV", "text/csv; charset=UTF-8"],
    ["JSON", "application/json; charset=UTF-8"],
    ["XML", "application/xml; charset=UTF-8"],
    ["ZIP_CSV", "zip/csv"],
  ])("of a %s job goes as %s", async (contentType, header) => {
    const adapter = scriptedAdapter(json(batch(), 201));
    await addBatch(connect(adapter, { gzip: true }), { id: jobId, contentType }, rows);
    expect(adapter.seen[0]?.init.headers["content-type"]).toBe(header);
    // A ZIP archive is compressed by itself.
    expect(adapter.seen[0]?.init.headers["content-encoding"]).toBe(contentType === "ZIP_CSV" ? undefined : "gzip");
  });
  test("goes under the version that the job was created with", async () => {
    const adapter = scriptedAdapter(json(batch(), 201));
    await addBatch(connect(adapter), { ...job, apiVersion: 58 }, rows);
    expect(adapter.seen[0]?.url).toBe(`https://acme.my.salesforce.com/services/async/58.0/job/${jobId}/batch`);
  });
  test("is compressed from 1024 bytes on, or from where the connection says, by what it brings", async () => {
    const small = scriptedAdapter(json(batch(), 201), json(batch(), 201));
    await addBatch(connect(small), job, "x".repeat(1023));
    await addBatch(connect(small), job, "x".repeat(1024));
    expect(small.seen.map(({ init }) => init.headers["content-encoding"])).toEqual([undefined, "gzip"]);
    const own = scriptedAdapter(json(batch(), 201));
    const compress = (): Uint8Array<ArrayBuffer> => new Uint8Array([0x1f, 0x8b, 1]);
    await addBatch(connect(own, { gzip: { minBytes: 0, compress } }), job, rows);
    expect(own.seen[0]?.init.body).toEqual(new Uint8Array([0x1f, 0x8b, 1]));
  });
  test("a compressor that does not give gzip is refused before anything is sent", async () => {
    const adapter = scriptedAdapter();
    const compress = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => bytes;
    const error = await rejection(addBatch(connect(adapter, { gzip: { minBytes: 0, compress } }), job, rows));
    expect(error).toBeInstanceOf(TypeError);
    expect(adapter.seen).toHaveLength(0);
  });
  test.each([
    ["", "empty"],
    ["  \n", "empty"],
    [new Uint8Array(0), "empty"],
    ["x".repeat(10_000_001), "split it"],
    [new Uint8Array(10 * 1024 * 1024 + 1), "split it"],
    [undefined, "got undefined"],
  ])("a body that cannot be (%#) is refused before anything is sent", async (body, words) => {
    const adapter = scriptedAdapter();
    const error = await rejection(addBatch(connect(adapter), job, body as string));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
    expect(adapter.seen).toHaveLength(0);
  });
  test("a job id alone, or a job without a content type, is refused", async () => {
    expect(await rejection(addBatch(connect(scriptedAdapter()), jobId as unknown as typeof job, rows))).toBeInstanceOf(
      TypeError,
    );
    expect(
      await rejection(addBatch(connect(scriptedAdapter()), { id: jobId, contentType: "csv" }, rows)),
    ).toBeInstanceOf(TypeError);
  });
  test("a job that is closed is an error", async () => {
    const refusal = fault(
      "InvalidJobState",
      "Failed to create batch, since the Job is not Open. Current job state is 'Closed'",
    );
    const adapter = scriptedAdapter(refusal);
    expect(await rejection(addBatch(connect(adapter), job, rows))).toMatchObject({
      exceptionCode: "InvalidJobState",
      attempts: 1,
    });
  });

  describe("whose answer was lost", () => {
    const lost = (): Error => new TypeError("fetch failed");
    const list = (...batches: Record<string, unknown>[]): Response =>
      json({ batchInfo: batches }, 200, { date: new Date().toUTCString() });
    const sent = (adapter: ReturnType<typeof scriptedAdapter>): string[] =>
      adapter.seen.map(({ url, init }) => `${init.method} ${url.replace(/^.*\/job\/\w+/, "")}`);
    const posts = (adapter: ReturnType<typeof scriptedAdapter>): string[] =>
      sent(adapter).filter((line) => line.startsWith("POST"));

    test("and that is there, is not sent again", async () => {
      const id = freshBatchId(1);
      const adapter = scriptedAdapter(lost(), list(batch({ id })), new Response("Name\r\nAcme\r\n"));
      await expect(addBatch(connect(adapter), job, rows)).resolves.toMatchObject({ id });
      expect(sent(adapter)).toEqual(["POST /batch", "GET /batch", `GET /batch/${id}/request`]);
    });
    test("and that is not there, is sent again", async () => {
      const id = freshBatchId(2);
      const other = batch({ id: freshBatchId(3) });
      // The other one is read once: what is certain need not be asked for again.
      const adapter = scriptedAdapter(
        page(503),
        list(other),
        new Response("Name\nGlobex\n"),
        list(other),
        json(batch({ id }), 201),
      );
      await expect(addBatch(connect(adapter), job, rows)).resolves.toMatchObject({ id });
      expect(sent(adapter).filter((line) => line.startsWith("POST"))).toHaveLength(2);
    });
    test("too many requests: the job is looked at, then it is sent again, in the end it is Salesforce's word", async () => {
      const id = freshBatchId(12);
      const adapter = scriptedAdapter(page(429), list(), list(), json(batch({ id }), 201));
      await expect(addBatch(connect(adapter), job, rows)).resolves.toMatchObject({ id });
      const never = scriptedAdapter(page(420), list(), list(), page(420), list(), list(), page(420));
      const error = await rejection(addBatch(connect(never), job, rows));
      expect(error).toMatchObject({ name: "ResponseError", status: 420, attempts: 2 });
    });
    test("a refusal for the moment needs no look: it is sent again, as often as any exchange", async () => {
      const busy = (): Response => fault("TXN_SECURITY_METERING_ERROR", "later");
      const id = freshBatchId(13);
      const adapter = scriptedAdapter(busy(), busy(), json(batch({ id }), 201));
      await expect(addBatch(connect(adapter), job, rows)).resolves.toMatchObject({ id });
      const never = scriptedAdapter(busy(), lost(), list(), list(), busy(), busy(), busy());
      const error = await rejection(addBatch(connect(never), job, rows));
      expect(error).toMatchObject({ name: "SalesforceError", attempts: 5, isTransient: true });
      expect(sent(never).filter((line) => line.startsWith("POST"))).toHaveLength(5);
    });
    test("while the server asks to wait, nothing is asked either", async () => {
      const adapter = scriptedAdapter(page(503, { "retry-after": "121" }));
      const error = await rejection(addBatch(connect(adapter), job, rows));
      expect(error).toMatchObject({ status: 503, retryAfter: 121_000 });
      expect(error.message).toContain("whether the batch was added is unknown");
      expect(adapter.seen).toHaveLength(1);
    });
    test("a refusal that is clear needs no look", async () => {
      const adapter = scriptedAdapter(fault("InvalidUser", "no"));
      await rejection(addBatch(connect(adapter), job, rows));
      expect(adapter.seen).toHaveLength(1);
    });
    test("a batch whose answer we had is another one, though its rows are the same", async () => {
      const first = freshBatchId(4);
      const second = freshBatchId(5);
      const now = new Date().toISOString();
      const adapter = scriptedAdapter(
        json(batch({ id: first, createdDate: now }), 201),
        lost(),
        list(batch({ id: first, createdDate: now })),
        list(batch({ id: first, createdDate: now })),
        json(batch({ id: second }), 201),
      );
      const connection = connect(adapter);
      await addBatch(connection, job, rows);
      await expect(addBatch(connection, job, rows)).resolves.toMatchObject({ id: second });
    });
    test("an older batch is not looked at", async () => {
      const id = freshBatchId(6);
      const old = batch({ id: freshBatchId(7), createdDate: new Date(Date.now() - 660_000).toISOString() });
      const adapter = scriptedAdapter(lost(), list(old), list(old), json(batch({ id }), 201));
      await expect(addBatch(connect(adapter), job, rows)).resolves.toMatchObject({ id });
    });
    test("two with the same rows cannot be decided: nothing is sent again", async () => {
      const twins = [batch({ id: freshBatchId(8) }), batch({ id: freshBatchId(9) })];
      const looks = [1, 2].flatMap(() => [list(...twins), new Response(rows), new Response(rows)]);
      const adapter = scriptedAdapter(lost(), ...looks);
      const error = await rejection(addBatch(connect(adapter), job, rows));
      expect(error).toBeInstanceOf(NetworkError);
      expect(error.message).toContain("whether the batch was added is unknown: 2 batches have the same rows");
      expect(posts(adapter)).toEqual(["POST /batch"]);
    });
    test("a list that cannot be had cannot decide either", async () => {
      const adapter = scriptedAdapter(lost(), fault("InvalidUser", "no"), fault("InvalidUser", "no"));
      const error = await rejection(addBatch(connect(adapter), job, rows));
      expect(error.message).toContain("whether the batch was added is unknown: the job's batches cannot be listed");
      expect(posts(adapter)).toEqual(["POST /batch"]);
    });
    test("rows that came as the first part of ours may be ours, cut off: nothing is sent again", async () => {
      const looks = [1, 2].flatMap(() => [list(batch({ id: freshBatchId(11) })), new Response("Name\nAc")]);
      const adapter = scriptedAdapter(lost(), ...looks);
      const error = await rejection(addBatch(connect(adapter), job, rows));
      expect(error.message).toContain("whether the batch was added is unknown");
      expect(posts(adapter)).toEqual(["POST /batch"]);
    });
    test("a ZIP archive cannot be compared", async () => {
      const zip = new Uint8Array([0x50, 0x4b, 3, 4]);
      const there = (): Response => list(batch({ id: freshBatchId(10) }));
      const adapter = scriptedAdapter(lost(), there(), there());
      const error = await rejection(addBatch(connect(adapter), { id: jobId, contentType: "ZIP_CSV" }, zip));
      expect(error.message).toContain("a ZIP archive cannot be compared");
      expect(posts(adapter)).toEqual(["POST /batch"]);
    });
    test("gives up after as many attempts as any exchange, and knows that nothing was added", async () => {
      const adapter = scriptedAdapter(lost(), list(), list(), lost(), list(), list());
      const error = await rejection(addBatch(connect(adapter, { retry: { ...hurried, attempts: 2 } }), job, rows));
      expect(error).toMatchObject({ name: "NetworkError", attempts: 2 });
      expect(error.message).toContain("the batch was not added");
    });
  });
});

describe("getBatchResults and getBatchRequest", () => {
  test("give rows and text", async () => {
    const adapter = scriptedAdapter(
      new Response('"Id","Success","Created","Error"\n"","false","false","X_Y:bad:Name --"\n'),
      json(batch({ state: "Completed", numberRecordsProcessed: 1 })),
      new Response('[{"Name":"Acme"}]'),
    );
    expect(await getBatchResults(connect(adapter), jobId, batchId)).toEqual([
      { id: null, success: false, created: false, errors: [{ statusCode: "X_Y", message: "bad", fields: ["Name"] }] },
    ]);
    expect(await getBatchRequest(connect(adapter), jobId, batchId)).toBe('[{"Name":"Acme"}]');
  });
  test("a batch that is not completed is Salesforce's error", async () => {
    const adapter = scriptedAdapter(fault("InvalidBatch", "Batch not completed"));
    expect(await rejection(getBatchResults(connect(adapter), jobId, batchId))).toMatchObject({
      name: "SalesforceError",
      exceptionMessage: "Batch not completed",
    });
  });
});

test("the same rows at the same time go one after the other, others do not wait", async () => {
  const job = { id: jobId, contentType: "CSV" };
  const order: string[] = [];
  let release: (response: Response) => void = () => undefined;
  const adapter = scriptedAdapter(
    async () => await new Promise<Response>((resolve) => (release = resolve)),
    () => (order.push("other"), json(batch({ id: freshBatchId(21) }), 201)),
    () => (order.push("same"), json(batch({ id: freshBatchId(22) }), 201)),
  );
  const connection = connect(adapter);
  const first = addBatch(connection, job, "Name\nAcme\n");
  const same = addBatch(connection, job, new TextEncoder().encode("Name\nAcme\n"));
  await addBatch(connection, job, "Name\nGlobex\n");
  expect(order).toEqual(["other"]);
  release(json(batch({ id: freshBatchId(20) }), 201));
  await expect(first).resolves.toMatchObject({ id: freshBatchId(20) });
  await expect(same).resolves.toMatchObject({ id: freshBatchId(22) });
  expect(order).toEqual(["other", "same"]);
});
