import {
  abortJobs,
  clientCredentialsSource,
  closeJob,
  closeJobs,
  createJob,
  findJobApi,
  getIngestJob,
  listBatches,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { connect, jobId, json, rejection, scriptedAdapter, token } from "./scripted-adapter.ts";

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims: object): string =>
  `${part({ alg: "RS256", tty: "sfdc-core-token" })}.${part(claims)}.c2lnbmF0dXJl`;
const plain = jwt({ sub: "uid:005", note: "ÿ>?" });
const bound = jwt({ sub: "uid:005", cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } });
const ingestJob = (): Response =>
  json({
    id: jobId,
    operation: "insert",
    object: "Account",
    createdById: "0056g000004tCpaAAE",
    createdDate: "2026-11-01T10:00:00.000+0000",
    systemModstamp: "2026-11-01T10:00:01.000+0000",
    state: "UploadComplete",
    concurrencyMode: "Parallel",
    contentType: "CSV",
    apiVersion: 66,
    lineEnding: "LF",
    columnDelimiter: "COMMA",
    jobType: "V2Ingest",
  });

async function all<T>(outcomes: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const outcome of outcomes) found.push(outcome);
  return found;
}

describe("a JWT-formatted access token", () => {
  test("is refused for Bulk API 1.0, before anything is sent", async () => {
    const adapter = scriptedAdapter();
    const connection = connect(adapter, { accessToken: plain });
    for (const call of [
      () => closeJob(connection, jobId),
      () => createJob(connection, { operation: "insert", object: "Account" }),
      () => listBatches(connection, jobId),
    ]) {
      const error = await rejection(call());
      expect(error).toMatchObject({ name: "SessionError", code: "JwtToken", attempts: 0 });
      expect(error.message).toContain("a JWT is for Bulk API 2.0 only; have the app issue opaque tokens");
      expect(error.message).not.toContain(plain.slice(0, 20));
    }
    expect(adapter.seen).toHaveLength(0);
  });
  test("is used for Bulk API 2.0", async () => {
    const adapter = scriptedAdapter(ingestJob());
    expect(await getIngestJob(connect(adapter, { accessToken: plain }), jobId)).toMatchObject({ id: jobId });
    expect(adapter.seen[0]?.init.headers["authorization"]).toBe(`Bearer ${plain}`);
  });
  test("finds a job of 2.0, and closes it among others, without a word to 1.0", async () => {
    const other = "7509H0000016HP0QAM";
    const unknown = (): Response =>
      json([{ errorCode: "NOT_FOUND", message: "The requested resource does not exist" }], 404);
    const adapter = scriptedAdapter(ingestJob(), ingestJob(), unknown(), unknown(), unknown(), unknown());
    const connection = connect(adapter, { accessToken: plain, instanceUrl: "https://jwt.my.salesforce.com" });
    expect(await findJobApi(connection, jobId)).toBe("2.0-ingest");
    const outcomes = await all(closeJobs(connection, [jobId, other], { concurrency: 1 }));
    expect(outcomes).toMatchObject([
      { jobId, job: { state: "UploadComplete" } },
      { jobId: other, error: { code: "JwtToken" } },
    ]);
    expect((await all(abortJobs(connection, [other])))[0]).toMatchObject({ error: { code: "JwtToken" } });
    expect(adapter.seen.filter(({ url }) => url.includes("/services/async/"))).toEqual([]);
  });
  test("is a gateway's own business", async () => {
    const adapter = scriptedAdapter(json({ id: jobId, state: "Closed" }));
    const connection = connect(adapter, { accessToken: plain, instanceUrl: "https://gateway.example" });
    await rejection(closeJob(connection, jobId)).catch(() => undefined);
    expect(adapter.seen.length).toBeGreaterThan(0);
  });
});

describe("a token that is bound to a key", () => {
  test("is refused for both APIs, before anything is sent", async () => {
    const adapter = scriptedAdapter();
    const connection = connect(adapter, { accessToken: bound });
    for (const call of [closeJob, getIngestJob, findJobApi]) {
      expect(await rejection(call(connection, jobId))).toMatchObject({
        name: "SessionError",
        code: "DpopToken",
        attempts: 0,
      });
    }
    expect(adapter.seen).toHaveLength(0);
  });
  test("is refused where it is handed out, with whose setting to change", async () => {
    const instanceUrl = "https://acme.my.salesforce.com";
    const login = scriptedAdapter(json({ access_token: token, instance_url: instanceUrl, token_type: "DPoP" }));
    const accessToken = clientCredentialsSource({
      loginUrl: instanceUrl,
      clientId: "app",
      clientSecret: "x",
      fetch: login,
    });
    const adapter = scriptedAdapter();
    const error = await rejection(closeJob(connect(adapter, { accessToken }), jobId));
    expect(error).toMatchObject({ name: "SessionError", code: "DpopToken" });
    expect(error.message).toContain("have the app's administrator turn off Require DPoP");
    expect(adapter.seen).toHaveLength(0);
    expect(login.seen).toHaveLength(1);
  });
});
