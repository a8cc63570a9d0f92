import { gunzipSync, gzipSync } from "node:zlib";
import { addBatch, type AdapterInit, closeJob, type Connection, createJob, getJob } from "@sfbulk/core";
import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { describe, expect, it } from "vitest";
import { relayHandler, type RelayOptions } from "../src/relay-handler.ts";

const instance = "https://acme.my.salesforce.com";
const jobId = "7509H0000016GUXQA2";
const closePath = `/bulk/services/async/66.0/job/${jobId}`;

interface Sent extends AdapterInit {
  readonly url: string;
}

/** An org behind a relay, and what the relay sends to it. */
async function start(options: RelayOptions = {}) {
  const emulator = createEmulator({ instanceUrl: instance });
  await emulator.control.addJob({ id: jobId });
  const sent: Sent[] = [];
  const fetch: RelayOptions["fetch"] = async (url, init) => {
    sent.push({ url, ...init });
    return await emulator.fetch(url, init);
  };
  return { emulator, sent, relay: relayHandler({ fetch, ...options }) };
}

/** A request as `relayAdapter` makes it. */
function ask(path: string, init: RequestInit & { accessToken?: string } = {}): Request {
  const { accessToken = "00D000000000001!session", headers, ...rest } = init;
  const given = {
    "x-sfbulk-instance": instance,
    "x-sfdc-session": accessToken,
    ...(headers as Record<string, string>),
  };
  return new Request(`https://tool.example${path}`, { ...rest, headers: given });
}

const close = ({ accessToken }: Emulator): RequestInit & { accessToken: string } => ({
  accessToken,
  method: "POST",
  headers: { "content-type": "application/json", "accept-encoding": "gzip, deflate, br, zstd" },
  body: '{"state":"Closed"}',
});

/** A connection whose requests go the way they go from a page, up to the relay. */
const through = (relay: (request: Request) => Promise<Response>, { accessToken }: Emulator): Connection => ({
  instanceUrl: instance,
  accessToken,
  retry: { baseDelay: 0 },
  fetch: async (url, init) => {
    const { origin, pathname, search } = new URL(url);
    const headers = { ...init.headers, "x-sfbulk-instance": origin };
    return await relay(new Request(`https://tool.example/bulk${pathname}${search}`, { ...init, headers }));
  },
});

async function fault(response: Response): Promise<{ status: number; exceptionCode: string; exceptionMessage: string }> {
  expect(response.headers.get("content-type")).toBe("application/json");
  return {
    status: response.status,
    ...((await response.json()) as { exceptionCode: string; exceptionMessage: string }),
  };
}

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
    expect(sent[0]?.url).toBe(`${instance}/services/async/66.0/job/${jobId}`);
    expect(sent[0]?.redirect).toBe("manual");
    expect(sent[0]?.headers).toEqual({
      "accept-encoding": "gzip",
      "content-type": "application/json",
      "x-sfdc-session": emulator.accessToken,
    });
  });

  it("is the list of jobs, with the parameters that it knows", async () => {
    const { emulator, sent, relay } = await start();
    const path = "/bulk/services/data/v66.0/jobs/ingest?jobType=Classic&oauth_token=secret";
    const headers = { authorization: `Bearer ${emulator.accessToken}` };
    const response = await relay(ask(path, { headers }));
    expect(await response.json()).toMatchObject({ records: [{ id: jobId }] });
    expect(sent[0]?.url).toBe(`${instance}/services/data/v66.0/jobs/ingest?jobType=Classic`);
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

describe("what is refused", () => {
  it.each([
    ["POST", "/bulk/services/async/66.0/job/7509H0000016GUXQA2/batch/7519H000001XiCzQAK", 405],
    ["DELETE", closePath, 405],
    ["POST", "/bulk/services/data/v66.0/jobs/ingest", 405],
    ["GET", "/bulk/services/async/66.0/job", 405],
    ["GET", "/bulk/services/data/v66.0/query?q=SELECT+Id+FROM+User", 404],
    ["GET", "/bulk/services/async/66.0/job/../../../data/v66.0/sobjects", 404],
    ["GET", "/bulk/services/async/66.0/job/7509H0000016GUXQA2%2f..%2f..", 404],
    ["GET", "/bulk/services/data/v66.0/jobs/ingest/7509H0000016GUXQA2/batches", 404],
    ["POST", "/bulk/services/Soap/u/66.0", 404],
  ])("%s %s", async (method, path, status) => {
    const { relay, sent } = await start();
    const answer = await fault(await relay(ask(path, { method })));
    expect(answer).toMatchObject({ status, exceptionCode: "RelayRefused" });
    expect(sent).toHaveLength(0);
  });

  it.each([
    "https://evil.example",
    "http://acme.my.salesforce.com",
    "https://my.salesforce.com",
    "https://acme.my.salesforce.com.evil.example",
    "https://evil.example/.my.salesforce.com",
    "https://evil.example#.my.salesforce.com",
    "https://user@acme.my.salesforce.com",
    "https://acme.my.salesforce.com:8443",
    "https://acme.my.salesforce.com/services",
    "https://ACME.my.salesforce.com",
    "acme.my.salesforce.com",
    "",
  ])("the instance %j", async (other) => {
    const { relay, sent } = await start();
    const answer = await fault(await relay(ask(closePath, { headers: { "x-sfbulk-instance": other } })));
    expect(answer.status).toBe(403);
    expect(answer.exceptionMessage).toBe(
      `the relay did not pass it on: ${JSON.stringify(other)} is not among its instances`,
    );
    expect(sent).toHaveLength(0);
  });

  it.each([
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "sec-fetch-site": "none" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ origin: "https://tool.example" }, 200],
    // A proxy that ends TLS makes the two differ; the browser knows better.
    [{ origin: "https://public.example", "sec-fetch-site": "same-origin" }, 200],
  ])("%j: %i", async (headers, status) => {
    const { emulator, relay, sent } = await start();
    const init = close(emulator);
    const response = await relay(ask(closePath, { ...init, headers: { ...(init.headers as object), ...headers } }));
    expect(response.status).toBe(status);
    expect(sent).toHaveLength(status === 200 ? 1 : 0);
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("a request without a session, or without an instance", async () => {
    const { relay } = await start();
    const headers = { "x-sfbulk-instance": instance };
    const bare = new Request(`https://tool.example${closePath}`, { headers });
    expect((await fault(await relay(bare))).exceptionMessage).toMatch(/no session$/);
    const nowhere = new Request(`https://tool.example${closePath}`, { headers: { "x-sfdc-session": "secret" } });
    expect((await fault(await relay(nowhere))).exceptionMessage).toMatch(/no header "x-sfbulk-instance"$/);
  });

  it("a body that is too long, whether it says so or not", async () => {
    const { relay, sent } = await start({ maxRequestBytes: 10 });
    const said = ask(closePath, { method: "POST", headers: { "content-length": "11" }, body: "x" });
    expect((await fault(await relay(said))).status).toBe(413);
    const unsaid = ask(closePath, {
      method: "POST",
      body: new Blob(["x".repeat(11)]).stream(),
      duplex: "half",
    } as RequestInit);
    expect((await fault(await relay(unsaid))).exceptionMessage).toMatch(/its body has more than 10 bytes$/);
    expect(sent).toHaveLength(0);
  });

  it("comes out of closeJob as words", async () => {
    const { emulator, relay } = await start({ instances: ["https://other.my.salesforce.com"] });
    await expect(closeJob(through(relay, emulator), jobId)).rejects.toMatchObject({
      name: "SalesforceError",
      status: 403,
      exceptionCode: "RelayRefused",
      message: expect.stringContaining('"https://acme.my.salesforce.com" is not among its instances') as string,
    });
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

describe("options", () => {
  it.each([
    [{ instances: [] }, /expected a list of origins/],
    [{ instances: ["*"] }, /expected origins such as/],
    [{ instances: ["https://*.com"] }, /expected origins such as/],
    [{ instances: ["https://*"] }, /expected origins such as/],
    [{ instances: ["https://acme*.my.salesforce.com"] }, /expected origins such as/],
    [{ instances: ["http://acme.my.salesforce.com"] }, /http: is for loopback only/],
    [{ instances: ["https://acme.lightning.force.com"] }, /its API is at https:\/\/acme\.my\.salesforce\.com/],
    [{ instances: ["https://*.lightning.force.com"] }, /its API is at https:\/\/\*\.my\.salesforce\.com/],
    [{ maxRequestBytes: 0 }, /Cannot use maxRequestBytes 0/],
    [{ maxReplyBytes: 1.5 }, /Cannot use maxReplyBytes 1\.5/],
    [{ timeout: -1 }, /Cannot use timeout -1/],
    [{ fetch: "fetch" as unknown as NonNullable<RelayOptions["fetch"]> }, /Cannot use fetch: expected a function/],
  ])("%j is refused", (options, message) => {
    expect(() => relayHandler(options)).toThrow(TypeError);
    expect(() => relayHandler(options)).toThrow(message);
  });

  it.each([
    ["https://*.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com", true],
    ["https://acme.my.salesforce.com:8443", "https://acme.my.salesforce.com:8443", true],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8787", true],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8788", false],
    ["https://acme.my.salesforce.com", "https://acmexmy.salesforce.com", false],
  ])("%s and %s: %s", async (allowed, asked, passes) => {
    const urls: string[] = [];
    const { relay } = await start({
      instances: [allowed],
      fetch: async (url) => {
        urls.push(new URL(url).origin);
        return await Promise.resolve(new Response("{}"));
      },
    });
    await relay(ask(closePath, { headers: { "x-sfbulk-instance": asked } }));
    expect(urls).toEqual(passes ? [asked] : []);
  });
});
