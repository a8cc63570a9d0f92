import { createJob, type JobSpec, ResponseError, SalesforceError, uploadSpec } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { connect, fault, jobFields, jobId, json, page, rejection, scriptedAdapter } from "./scripted-adapter.ts";

const insert = { operation: "insert", object: "Account" } as const;
const query = { operation: "query", object: "Account" } as const;

describe("createJob's options that are headers", () => {
  test.each<[JobSpec, Record<string, string>]>([
    [{ ...insert, lineEnding: "CRLF" }, { "sforce-line-ending": "CRLF" }],
    [
      { ...insert, lineEnding: "LF", disableBatchRetry: true },
      { "sforce-line-ending": "LF", "sforce-disable-batch-retry": "TRUE" },
    ],
    [{ ...query, pkChunking: true }, { "sforce-enable-pkchunking": "TRUE" }],
    [{ ...query, pkChunking: {} }, { "sforce-enable-pkchunking": "TRUE" }],
    [
      { ...query, operation: "queryAll", pkChunking: { chunkSize: 250_000 } },
      { "sforce-enable-pkchunking": "chunkSize=250000" },
    ],
    [
      { ...query, pkChunking: { chunkSize: 1, parent: "Account", startRow: "001xx000003DGb2AAG" } },
      { "sforce-enable-pkchunking": "chunkSize=1; parent=Account; startRow=001xx000003DGb2AAG" },
    ],
    [{ ...insert, disableBatchRetry: false, pkChunking: false }, {}],
  ])("%o", async (spec, headers) => {
    const adapter = scriptedAdapter(json(jobFields({ state: "Open" }), 201));
    await createJob(connect(adapter), spec);
    const sent = Object.entries(adapter.seen[0]?.init.headers ?? {}).filter(
      ([name]) => name.startsWith("sforce-") && name !== "sforce-call-options",
    );
    expect(Object.fromEntries(sent)).toEqual(headers);
    expect(new TextDecoder().decode(adapter.seen[0]?.init.body)).not.toMatch(/lineEnding|Retry|pkChunking/);
  });
  test.each([
    [{ ...insert, lineEnding: "CR" }, 'Cannot use lineEnding "CR"'],
    [{ ...insert, disableBatchRetry: "TRUE" }, "Cannot use disableBatchRetry"],
    [{ ...insert, pkChunking: true }, "Cannot use pkChunking to insert"],
    [{ ...query, pkChunking: "TRUE" }, 'got "TRUE"'],
    [{ ...query, pkChunking: { size: 5 } }, 'Cannot use option "pkChunking.size"'],
    [{ ...query, pkChunking: { chunkSize: 250_001 } }, "pkChunking.chunkSize 250001"],
    [{ ...query, pkChunking: { chunkSize: 0 } }, "pkChunking.chunkSize 0"],
    [{ ...query, pkChunking: { parent: "a; chunkSize=1" } }, "pkChunking.parent"],
    [{ ...query, pkChunking: { startRow: "x\r\ny: z" } }, "pkChunking.startRow"],
  ])("%o is refused before anything is sent", async (spec, words) => {
    const adapter = scriptedAdapter();
    const error = await rejection(createJob(connect(adapter), spec as JobSpec));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
    expect(adapter.seen).toHaveLength(0);
  });
});

describe("uploadSpec", () => {
  const job = { id: jobId, contentType: "CSV", apiVersion: 58 } as const;
  const spec = "Salesforce Field,Csv Header,Value,Hint\nLastName,Surname,,\n";
  test.each([() => new Response(null, { status: 201 }), () => json({}, 201), () => new Response("ok")])(
    "sends the CSV once, and takes any answer that is a success",
    async (reply) => {
      const adapter = scriptedAdapter(reply());
      await expect(uploadSpec(connect(adapter), job, spec)).resolves.toBeUndefined();
      const [request] = adapter.seen;
      expect(request?.url).toBe(`https://acme.my.salesforce.com/services/async/58.0/job/${jobId}/spec`);
      expect(request?.init).toMatchObject({ method: "POST", headers: { "content-type": "text/csv; charset=UTF-8" } });
      expect(new TextDecoder().decode(request?.init.body)).toBe(spec);
    },
  );
  test("a refusal, a page and a lost answer are errors, and it is not sent again", async () => {
    const refused = scriptedAdapter(fault("InvalidJob", "no"));
    expect(await rejection(uploadSpec(connect(refused), job, spec))).toBeInstanceOf(SalesforceError);
    for (const status of [200, 503]) {
      const paged = scriptedAdapter(page(status));
      expect(await rejection(uploadSpec(connect(paged), job, spec))).toBeInstanceOf(ResponseError);
      expect(paged.seen).toHaveLength(1);
    }
    const lost = scriptedAdapter(new TypeError("fetch failed"));
    expect(await rejection(uploadSpec(connect(lost), job, spec))).toMatchObject({ name: "NetworkError", attempts: 1 });
  });
  test.each([
    [{ ...job, contentType: "JSON" }, spec, "a JSON job"],
    [job, "", "got 0 characters"],
    [job, "x".repeat(8192), "got 8192 characters"],
    [job, 5 as unknown as string, "got 5"],
  ])("%#: refused before anything is sent", async (to, text, words) => {
    const adapter = scriptedAdapter();
    const error = await rejection(uploadSpec(connect(adapter), to, text));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
    expect(adapter.seen).toHaveLength(0);
  });
});
