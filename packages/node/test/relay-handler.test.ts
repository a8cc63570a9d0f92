import { gunzipSync, gzipSync } from "node:zlib";
import {
  addBatch,
  closeIngestJob,
  closeJob,
  createIngestJob,
  createJob,
  deleteIngestJob,
  getIngestJob,
  getJob,
  getUser,
  uploadIngestRows,
} from "@sfbulk/core";
import { describe, expect, it } from "vitest";
import { relayHandler, type RelayOptions } from "../src/index.ts";
import { ask, close, closePath, fault, instance, jobId, start, through } from "./relay-bench.ts";

describe("what is passed on", () => {
  it("is a whole job: created, filled, closed and read", async () => {
    const { emulator, relay } = await start();
    const connection = through(relay, emulator);
    const { id } = await createJob(connection, { operation: "insert", object: "Account" });
    await addBatch(connection, { id, contentType: "CSV" }, `Name\n${"Acme\n".repeat(1000)}`);
    await expect(closeJob(connection, id)).resolves.toMatchObject({ id, state: "Closed" });
    await expect(getJob(connection, id)).resolves.toMatchObject({ numberBatchesTotal: 1 });
    expect((await emulator.control.batches(id)).length).toBe(1);
  });

  it("goes to the instance, with the headers of the API and none besides", async () => {
    const { emulator, sent, relay } = await start();
    const { headers, ...init } = close(emulator);
    const more = {
      cookie: "sid=secret",
      origin: "https://tool.example",
      referer: "https://tool.example/",
      "x-forwarded-for": "::1",
    };
    const response = await relay(ask(closePath, { ...init, headers: { ...(headers as object), ...more } }));
    expect(response.status).toBe(200);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe(`${instance}/services/async/68.0/job/${jobId}`);
    expect(sent[0]?.redirect).toBe("manual");
    expect(sent[0]?.headers).toEqual({
      "accept-encoding": "gzip",
      "content-type": "application/json",
      "x-sfdc-session": emulator.accessToken,
    });
  });

  it("is the list of jobs, with the parameters that it knows", async () => {
    const { emulator, sent, relay } = await start();
    const path = "/bulk/services/data/v68.0/jobs/ingest?jobType=Classic&oauth_token=secret";
    const headers = { authorization: `Bearer ${emulator.accessToken}` };
    const response = await relay(ask(path, { headers }));
    expect(await response.json()).toMatchObject({ records: [{ id: jobId }] });
    expect(sent[0]?.url).toBe(`${instance}/services/data/v68.0/jobs/ingest?jobType=Classic`);
  });

  it("is the whole life of a job of Bulk API 2.0, and whose session it is", async () => {
    const { emulator, relay } = await start();
    const connection = through(relay, emulator);
    const { userId } = await getUser(connection);
    const job = await createIngestJob(connection, { operation: "insert", object: "Account" });
    expect(job.createdById).toBe(userId);
    await uploadIngestRows(connection, job, "Name\nAcme\n");
    await closeIngestJob(connection, job.id);
    await emulator.control.advance(60_000);
    expect(await getIngestJob(connection, job.id)).toMatchObject({ state: "JobComplete", numberRecordsProcessed: 1 });
    await deleteIngestJob(connection, job.id);
    expect(await emulator.control.bulk2Job(job.id)).toBeNull();
  });

  it("keeps compressed bodies compressed, in both directions", async () => {
    const { emulator, sent, relay } = await start();
    const init = close(emulator);
    const headers = { ...(init.headers as object), "content-encoding": "gzip" };
    const response = await relay(ask(closePath, { ...init, headers, body: gzipSync('{"state":"Closed"}') }));
    expect(sent[0]?.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(sent[0]?.body ?? "").toString()).toBe('{"state":"Closed"}');
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(JSON.parse(gunzipSync(await response.arrayBuffer()).toString())).toMatchObject({ state: "Closed" });
  });

  it("does not call a body compressed that an adapter has decoded", async () => {
    const { relay } = await start({
      fetch: async () => await Promise.resolve(new Response("{}", { headers: { "content-encoding": "gzip" } })),
    });
    const response = await relay(ask(closePath));
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(await response.text()).toBe("{}");
  });
});

describe("what comes back", () => {
  const answering = (
    body: BodyInit | null,
    init: ResponseInit,
  ): Promise<{ relay: (request: Request) => Promise<Response> }> =>
    start({ fetch: async () => await Promise.resolve(new Response(body, init)) });

  it("has no cookie, no place to go to and no leave for others", async () => {
    const { relay } = await answering("{}", {
      headers: {
        "set-cookie": "a=b",
        location: "https://evil.example/",
        "access-control-allow-origin": "*",
        "content-type": "application/json",
        "retry-after": "5",
      },
    });
    const response = await relay(ask(closePath));
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; sandbox",
      "content-type": "application/json",
      "cross-origin-resource-policy": "same-origin",
      "retry-after": "5",
      "x-content-type-options": "nosniff",
    });
  });

  it("is a page as text", async () => {
    const { relay } = await answering("<html></html>", { status: 503, headers: { "content-type": "text/html" } });
    const response = await relay(ask(closePath));
    expect(response.status).toBe(503);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe("<html></html>");
  });

  it("is a redirect as it came, which nobody follows", async () => {
    const { relay } = await answering(null, { status: 302, headers: { location: "https://evil.example/" } });
    const response = await relay(ask(closePath));
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBeNull();
  });

  it("is streamed, and breaks off where it is too long", async () => {
    let pulls = 0;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(10).fill(++pulls)),
    });
    const { relay } = await start({ maxReplyBytes: 25, fetch: async () => await Promise.resolve(new Response(body)) });
    const reader = (await relay(ask(closePath))).body?.getReader();
    expect((await reader?.read())?.value?.length).toBe(10);
    expect((await reader?.read())?.value?.length).toBe(10);
    await expect(reader?.read()).rejects.toThrow("The reply has more than 25 bytes");
    expect(pulls).toBeLessThan(6);
  });

  it("may be empty", async () => {
    const { relay } = await answering("", { status: 200 });
    expect(await (await relay(ask(closePath))).text()).toBe("");
    const { relay: another } = await answering(null, { status: 204 });
    expect((await another(ask(closePath))).status).toBe(204);
  });
});

describe("no reply", () => {
  it("is status 502, without the token and what else an error knows", async () => {
    const { relay } = await start({
      fetch: async () => await Promise.reject(Object.assign(new Error("10.0.0.1 secret"), { code: "ECONNREFUSED" })),
    });
    const answer = await fault(await relay(ask(closePath, { accessToken: "secret" })));
    expect(answer).toEqual({
      status: 502,
      exceptionCode: "RelayFailed",
      exceptionMessage: "the relay passed it on, and no reply came (ECONNREFUSED)",
    });
  });

  it("in time is status 504", async () => {
    const { relay } = await start({
      timeout: 1,
      fetch: async (_url, { signal }) =>
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    });
    expect((await fault(await relay(ask(closePath)))).status).toBe(504);
  });

  it("to a close is asked for again, and settled", async () => {
    const { emulator, relay } = await start();
    await emulator.control.fail({ kind: "answer-lost", on: { operation: "close" } });
    await expect(closeJob(through(relay, emulator), jobId)).resolves.toMatchObject({ state: "Closed" });
  });

  it("is waited for where a page that closes has gone, and not where it only reads", async () => {
    const signals: AbortSignal[] = [];
    const { relay } = await start({
      fetch: async (_url, { signal }) => {
        signals.push(signal);
        return await Promise.resolve(new Response("{}"));
      },
    });
    const gone = AbortSignal.abort(new Error("gone"));
    await relay(ask(closePath, { method: "POST", body: "{}", signal: gone }));
    await relay(ask(closePath, { signal: gone }));
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });
});

it.each([null, 5, "https://acme.my.salesforce.com"])("options that are no object are refused: %j", (options) => {
  expect(() => relayHandler(options as unknown as RelayOptions)).toThrow("Cannot use options: expected an object");
});
