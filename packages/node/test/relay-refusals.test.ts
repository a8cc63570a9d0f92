import { closeJob } from "@sfbulk/core";
import { createEmulator } from "@sfbulk/emulator";
import { describe, expect, it, vi } from "vitest";
import { relayHandler, type RelayOptions } from "@sfbulk/core/relay";
import { ask, close, closePath, fault, instance, jobId, start, through } from "./relay-bench.ts";

describe("what is refused", () => {
  it.each([
    ["POST", "/bulk/services/async/68.0/job/7509H0000016GUXQA2/batch/7519H000001XiCzQAK", 405],
    ["DELETE", closePath, 405],
    ["DELETE", "/bulk/services/data/v68.0/jobs/ingest", 405],
    ["GET", "/bulk/services/async/68.0/job", 405],
    ["GET", "/bulk/services/data/v68.0/query?q=SELECT+Id+FROM+User", 404],
    ["GET", "/bulk/services/async/68.0/job/../../../data/v68.0/sobjects", 404],
    ["GET", "/bulk/services/async/68.0/job/7509H0000016GUXQA2%2f..%2f..", 404],
    ["GET", "/bulk/services/data/v68.0/jobs/ingest/7509H0000016GUXQA2/batches", 405],
    ["POST", "/bulk/services/oauth2/userinfo", 405],
    ["GET", "/bulk/services/oauth2/token", 404],
    ["POST", "/bulk/services/Soap/u/68.0", 404],
    ["PUT", "/bulk/services/data/v68.0/jobs/query/7509H0000016GUXQA2/batches", 404],
    ["GET", "/bulk/services/data/v68.0/jobs/query/7509H0000016GUXQA2/resultPage", 404],
    ["GET", "/bulk/services/data/v68.0/jobs/ingest/7509H0000016GUXQA2/results", 404],
    ["GET", "/bulk/services/data/v68.0/limits", 404],
    ["GET", "/bulk/services/data/v68.0/sobjects", 404],
    ["GET", "/bulk/services/data/v68.0/sobjects/Account/describe", 404],
    ["GET", "/bulk/services/data/68.0/jobs/ingest", 404],
    ["GET", "/bulk/services/async/v68.0/job/7509H0000016GUXQA2", 404],
    ["GET", "/bulk/services/async/68.0/job/7509H0000016GUX_A2", 404],
    ["GET", "/bulk/services/async/68.0/job/7509H0000016GUXQA", 404],
  ])("%s %s", async (method, path, status) => {
    const { relay, sent } = await start();
    const answer = await fault(await relay(ask(path, { method })));
    expect(answer).toMatchObject({ status, exceptionCode: "RelayRefused" });
    expect(sent).toHaveLength(0);
  });

  it.each([
    ["GET", "jobs/query"],
    ["POST", "jobs/query"],
    ["GET", "jobs/query/7509H0000016GUXQA2"],
    ["PATCH", "jobs/query/7509H0000016GUXQA2"],
    ["DELETE", "jobs/query/7509H0000016GUXQA2"],
    ["GET", "jobs/query/7509H0000016GUXQA2/results?locator=MTAwMDA&maxRecords=50000"],
  ])("nothing of a query job of Bulk API 2.0: %s %s", async (method, path) => {
    const urls: string[] = [];
    const { relay } = await start({
      fetch: async (url) => {
        urls.push(url);
        return await Promise.resolve(new Response("{}"));
      },
    });
    expect((await relay(ask(`/bulk/services/data/v68.0/${path}`, { method }))).status).toBe(200);
    expect(urls).toEqual([`${instance}/services/data/v68.0/${path}`]);
  });

  it.each([
    ["GET", "sobjects/Account/describe", 200],
    ["GET", "sobjects", 200],
    ["GET", "composite/sobjects/User?ids=005000000000001AAA&fields=Id%2CName%2CUsername", 200],
    ["GET", "composite/sobjects/Contact?ids=003000000000001AAA&fields=Email", 404],
    ["GET", "sobjects/Account", 404],
    ["GET", "sobjects/Account/001000000000001", 404],
    ["GET", "sobjects/a..%2fb/describe", 404],
    ["POST", "sobjects/Account/describe", 405],
  ])("no more of objects than their description, where that is allowed: %s %s", async (method, path, status) => {
    const urls: string[] = [];
    const { relay } = await start({
      describe: true,
      fetch: async (url) => {
        urls.push(url);
        return await Promise.resolve(new Response("{}"));
      },
    });
    expect((await relay(ask(`/bulk/services/data/v68.0/${path}`, { method }))).status).toBe(status);
    expect(urls).toEqual(status === 200 ? [`${instance}/services/data/v68.0/${path}`] : []);
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
    "https://.my.salesforce.com",
    "https://acme..my.salesforce.com",
    "https://-acme.my.salesforce.com",
    "https://acme-.my.salesforce.com",
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
    [{ origin: "http://tool.example" }, 403],
    [{ origin: "https://tool.example:8443" }, 403],
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

  it("a body that does not come, and its sender is told to stop", async () => {
    const { relay, sent } = await start({ timeout: 5 });
    let stopped: unknown;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: (reason) => void (stopped = reason),
    });
    const slow = ask(closePath, { method: "POST", body, duplex: "half" } as RequestInit);
    const answer = await fault(await relay(slow));
    expect(answer).toEqual({
      status: 408,
      exceptionCode: "RelayRefused",
      exceptionMessage: "the relay did not pass it on: its body did not come within 5 ms",
    });
    expect(stopped).toMatchObject({ name: "RelayRefusal", status: 408 });
    expect(sent).toHaveLength(0);
  });

  it("a body that breaks off", async () => {
    const { relay, sent } = await start();
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
    const cut = ask(closePath, { method: "POST", body, duplex: "half" } as RequestInit);
    expect((await fault(await relay(cut))).exceptionMessage).toMatch(/its body broke off$/);
    expect(sent).toHaveLength(0);
  });

  it("a body for which others leave no room, until they are answered", async () => {
    const emulator = createEmulator({ instanceUrl: instance });
    const answers: (() => void)[] = [];
    let sent = 0;
    const relay = relayHandler({
      maxRequestBytes: 20,
      maxHeldBytes: 35,
      fetch: async (url, init) => {
        sent++;
        if (init.body?.length === 20) await new Promise<void>((resolve) => answers.push(resolve));
        return await emulator.fetch(url, init);
      },
    });
    const held = relay(ask(closePath, { method: "POST", body: "x".repeat(20) }));
    await vi.waitUntil(() => answers.length === 1);
    const refused = await relay(ask(closePath, { method: "POST", body: "y".repeat(18) }));
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await fault(refused)).toEqual({
      status: 429,
      exceptionCode: "RelayRefused",
      exceptionMessage: "the relay did not pass it on: it holds as many bytes of other requests as it may",
    });
    expect(sent).toBe(1);
    answers.pop()?.();
    expect((await held).status).toBe(400);
    // All of it is free again, also what was refused.
    for (let turn = 0; turn < 3; turn++) {
      expect((await relay(ask(closePath, { method: "POST", body: "z".repeat(19) }))).status).toBe(400);
    }
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
    [{ instances: ["https://*.-a.example"] }, /expected origins such as/],
    [{ instance: ["https://acme.my.salesforce.com"] } as RelayOptions, /did you mean "instances"/],
    [{ maxRequestBytes: 0 }, /Cannot use maxRequestBytes 0/],
    [{ maxHeldBytes: 1024 }, /Cannot use maxHeldBytes 1024/],
    [{ maxReplyBytes: 1.5 }, /Cannot use maxReplyBytes 1\.5/],
    [{ timeout: -1 }, /Cannot use timeout -1/],
    [{ fetch: "fetch" as unknown as NonNullable<RelayOptions["fetch"]> }, /Cannot use fetch: expected a function/],
  ])("%j is refused", (options, message) => {
    expect(() => relayHandler(options)).toThrow(TypeError);
    expect(() => relayHandler(options)).toThrow(message);
  });

  it.each([
    ["https://*.my.salesforce.com", "https://acme--uat.sandbox.my.salesforce.com", true],
    ["https://*.example.com:8443", "https://a.b.example.com:8443", true],
    ["https://*.example.com:8443", "https://a.b.example.com", false],
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
