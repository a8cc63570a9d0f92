import { gunzipSync, gzipSync } from "node:zlib";
import {
  type AdapterInit,
  closeJob,
  NetworkError,
  ResponseError,
  SalesforceError,
  SessionError,
  settleClose,
} from "@sfbulk/core";
import { describe, expect, test, vi } from "vitest";
import {
  connect,
  fault,
  hurried,
  jobId,
  jobReply,
  json,
  page,
  rejection,
  scriptedAdapter,
  token,
  xml,
} from "./scripted-adapter.ts";

const alreadyClosed = (): Response => fault("InvalidJobState", "Closing already closed Job not allowed");
const reset = (): Error =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("read"), { code: "ECONNRESET" }) });

describe("what is sent", () => {
  test("the request is the one of the ordered sample", async () => {
    const adapter = scriptedAdapter(jobReply());
    const job = await closeJob(connect(adapter), jobId);
    expect(job).toMatchObject({ id: jobId, state: "Closed", createdDate: "2015-12-15T20:45:25.000Z", apiVersion: 58 });
    const [{ url, init }] = adapter.seen as [(typeof adapter.seen)[0]];
    expect(url).toBe(`https://acme.my.salesforce.com/services/async/68.0/job/${jobId}`);
    expect(init).toMatchObject({ method: "POST", redirect: "manual" });
    expect(init.headers).toEqual({
      accept: "application/json, application/xml;q=0.9, text/csv;q=0.8",
      "accept-encoding": "gzip",
      authorization: `Bearer ${token}`,
      "content-type": "application/json; charset=UTF-8",
      "sforce-call-options": expect.stringMatching(/^client=sfbulk\/\d/),
      "x-sfdc-session": token,
    });
    expect(new TextDecoder().decode(init.body)).toBe('{"state":"Closed"}');
  });

  test("gzip: true compresses it, and says so; the bytes are the same on every runtime", async () => {
    const adapter = scriptedAdapter(jobReply());
    await closeJob(connect(adapter, { gzip: true }), jobId);
    const { headers, body } = adapter.seen[0]?.init ?? {};
    expect(headers?.["content-encoding"]).toBe("gzip");
    expect(Buffer.from(body ?? []).toString("hex")).toBe(
      "1f8b0800000000000003ab562a2e492c4955b25272cec92f4e4d51aa05008634096312000000",
    );
    expect(gunzipSync(body ?? new Uint8Array()).toString()).toBe('{"state":"Closed"}');
  });

  test.each([false, true])("whoever transfers the bytes takes nothing from the next close (gzip: %s)", async (gzip) => {
    const bodies: string[] = [];
    const fetch = async (_: string, { body = new Uint8Array() }: AdapterInit): Promise<Response> => {
      const taken = structuredClone(body, { transfer: [body.buffer] });
      bodies.push(new TextDecoder().decode(taken[0] === 0x1f ? gunzipSync(taken) : taken));
      return await Promise.resolve(jobReply());
    };
    for (let close = 0; close < 3; close++) await closeJob(connect(fetch, { gzip }), jobId);
    const compress = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
      await Promise.resolve(gzipSync(structuredClone(bytes, { transfer: [bytes.buffer] })));
    for (let close = 0; close < 2; close++) {
      await closeJob(connect(fetch, { gzip: { minBytes: 0, compress } }), jobId);
    }
    expect(new Set(bodies)).toEqual(new Set(['{"state":"Closed"}']));
  });

  test("gzip: false asks for no compressed reply either", async () => {
    const adapter = scriptedAdapter(jobReply());
    await closeJob(connect(adapter, { gzip: false }), jobId);
    expect(adapter.seen[0]?.init.headers).not.toHaveProperty("accept-encoding");
  });

  test("fetch is called without a this, as workerd and browsers demand", async () => {
    const adapter = function (this: unknown): Promise<Response> {
      if (this !== undefined) throw new TypeError("Illegal invocation");
      return Promise.resolve(jobReply());
    };
    await expect(closeJob(connect(adapter), jobId)).resolves.toMatchObject({ state: "Closed" });
  });
});

describe("bad arguments are refused before anything is sent", () => {
  const adapter = scriptedAdapter();
  test.each([
    ["7509H0000016GUXQA3", '"7509H0000016GUXQA2"'],
    ["7519H000001XiCzQAK", 'begins with "750"'],
    ["7509H0000016GUX/batch", "15 or 18 letters and digits"],
    ["750…", "15 or 18 letters and digits"],
    [undefined, "got undefined"],
  ])("jobId %s", async (id, words) => {
    const error = await rejection(closeJob(connect(adapter), id as string));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
  });
  test.each([
    [{ accessToken: "" }, "accessToken"],
    [{ accessToken: "[REDACTED] Use 'sf org auth show-access-token' to view" }, "sf org auth show-access-token"],
    [{ accessToken: "00Dx!a\r\nhost: evil" }, "accessToken"],
    [{ instanceUrl: "https://acme.my.salesforce.com/services" }, "no path"],
    [{ version: "1" }, "retired"],
    [{ attemptTimeout: -1 }, "attemptTimeout"],
    [{ retry: { attempts: 0 } }, "retry.attempts"],
    [{ gzip: { minBytes: 0.5 } }, "gzip.minBytes"],
  ])("%o", async (more, words) => {
    const error = await rejection(closeJob(connect(adapter, more), jobId));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(words);
    expect(error.message).not.toContain("evil");
  });
  test("nothing was sent", () => expect(adapter.seen).toHaveLength(0));
});

describe("a job that has ended before", () => {
  test("closed is a success, proved by reading it", async () => {
    const adapter = scriptedAdapter(alreadyClosed(), jobReply());
    expect(await settleClose(connect(adapter), jobId)).toMatchObject({
      outcome: "already-closed",
      attempts: 1,
      verifiedBy: "read",
      job: { state: "Closed" },
    });
    expect(adapter.seen[1]?.init.method).toBe("GET");
  });
  test("the message of the refusal decides nothing: aborted is an error with the job on it", async () => {
    const adapter = scriptedAdapter(alreadyClosed(), jobReply({ state: "Aborted" }));
    const error = await rejection(closeJob(connect(adapter), jobId));
    expect(error).toBeInstanceOf(SalesforceError);
    expect(error).toMatchObject({
      exceptionCode: "InvalidJobState",
      status: 400,
      jobId,
      attempts: 1,
      job: { state: "Aborted" },
    });
    expect(error.message).toBe(
      `Cannot close job "${jobId}": Salesforce answered InvalidJobState: Closing already closed Job not allowed; the job is "Aborted"`,
    );
  });
});

describe("lost answers", () => {
  test("a lost answer, then already closed: closed, proved by reading", async () => {
    const adapter = scriptedAdapter(reset(), alreadyClosed(), jobReply());
    expect(await settleClose(connect(adapter), jobId)).toMatchObject({
      outcome: "closed",
      attempts: 2,
      verifiedBy: "read",
    });
  });
  test.each([420, 429, 500, 502, 503, 504])("status %i, then the job", async (status) => {
    const adapter = scriptedAdapter(page(status), jobReply());
    expect(await settleClose(connect(adapter), jobId)).toMatchObject({
      outcome: "closed",
      attempts: 2,
      verifiedBy: "reply",
    });
  });
  test("after a refusal that did nothing (429), already closed is somebody else's doing", async () => {
    const adapter = scriptedAdapter(page(429), alreadyClosed(), jobReply());
    expect(await settleClose(connect(adapter), jobId)).toMatchObject({ outcome: "already-closed", attempts: 2 });
  });
  test("a refusal that was cut may have been any: it is asked for again", async () => {
    const adapter = scriptedAdapter(
      new Response('{"exceptionCode":"Inval', { status: 400 }),
      alreadyClosed(),
      jobReply(),
    );
    expect(await settleClose(connect(adapter), jobId)).toMatchObject({ outcome: "already-closed", attempts: 2 });
    const always = Array.from({ length: 6 }, () => new Response('{"exceptionCode":"Inval', { status: 400 }));
    const error = await rejection(closeJob(connect(scriptedAdapter(...always)), jobId));
    expect(error.message).toContain("the server answered with status 400, and its JSON is damaged (after 5 attempts)");
  });
  test("when every attempt is lost, the job is read once; closed there is closed", async () => {
    const adapter = scriptedAdapter(reset(), reset(), jobReply());
    const connection = connect(adapter, { retry: { ...hurried, attempts: 2 } });
    expect(await settleClose(connection, jobId)).toMatchObject({ outcome: "closed", attempts: 2, verifiedBy: "read" });
  });
  test("open there is an error that says so", async () => {
    const adapter = scriptedAdapter(reset(), reset(), jobReply({ state: "Open" }));
    const error = await rejection(closeJob(connect(adapter, { retry: { ...hurried, attempts: 2 } }), jobId));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ jobId, attempts: 2, job: { state: "Open" } });
    expect(error.message).toBe(
      `Cannot close job "${jobId}": no reply came (fetch failed: read) (after 2 attempts); the job is "Open"`,
    );
  });
  test("no answer to that either: the state is unknown, and so it says", async () => {
    const adapter = scriptedAdapter(reset(), reset(), reset());
    const error = await rejection(closeJob(connect(adapter, { retry: { ...hurried, attempts: 2 } }), jobId));
    expect(error).toMatchObject({ name: "NetworkError", attempts: 2, job: undefined });
    expect(error.message).toContain("the job's state is unknown");
  });
  test("420 is tried twice, however many attempts there are", async () => {
    const adapter = scriptedAdapter(page(420), page(420), page(420));
    const error = await rejection(closeJob(connect(adapter), jobId));
    expect(error).toMatchObject({ name: "ResponseError", status: 420, attempts: 2 });
  });
  test("by default there are five attempts", async () => {
    const adapter = scriptedAdapter(...Array.from({ length: 6 }, () => page(503)));
    expect(await rejection(closeJob(connect(adapter), jobId))).toMatchObject({ status: 503, attempts: 5 });
    expect(adapter.seen.map(({ init }) => init.method)).toEqual(["POST", "POST", "POST", "POST", "POST", "GET"]);
  });
});

describe("replies that are no proof", () => {
  const unproved: [string, () => Response, string][] = [
    ["a page", () => page(200), 'the reply is the page "Down for maintenance", not Salesforce\'s answer (status 200)'],
    [
      "another job",
      () => jobReply({ id: "7509H0000016HP0QAM" }),
      'the reply is about another job, "7509H0000016HP0QAM"',
    ],
    ["a job that is open", () => jobReply({ state: "Open" }), 'the reply shows the job in state "Open"'],
    ["a job without a state", () => jobReply({ state: undefined }), "the reply is not a job: state:"],
    ["a list", () => json([]), "the reply is not a job"],
    ["plain text", () => new Response("OK"), "the reply is plain text, expected a job"],
    ["half a JSON body", () => new Response('{"id":"7509H0000016GUXQA2","state":"Clo'), "its JSON is damaged"],
    [
      "half an XML body",
      () => xml('<?xml version="1.0"?><jobInfo><id>7509H0000016GUXQA2</id><st'),
      "its XML is damaged",
    ],
    ["bytes that are not UTF-8", () => new Response(new Uint8Array([0x7b, 0xff, 0xfe])), "it is not UTF-8"],
    ["an empty body", () => new Response(""), "the reply is empty (status 200)"],
    ["204", () => new Response(null, { status: 204 }), "the reply is empty (status 204)"],
    [
      "a redirect",
      () => new Response(null, { status: 302, headers: { location: "https://login.example/x?y" } }),
      'redirected to "login.example"',
    ],
    [
      "a number that is none",
      () => new Response(JSON.stringify({ id: jobId, state: "Closed" }).replace("}", ',"numberRetries":1e999}')),
      "the reply is not a job",
    ],
  ];
  test.each(unproved)("%s", async (_, reply, words) => {
    const adapter = scriptedAdapter(...Array.from({ length: 6 }, reply));
    const error = await rejection(closeJob(connect(adapter), jobId));
    expect(error).toBeInstanceOf(ResponseError);
    expect(error.message).toContain(words);
    // What was read in the end is known, and nothing else.
    expect(error.job).toEqual(words.includes('state "Open"') ? expect.objectContaining({ state: "Open" }) : undefined);
  });
  test("a page in the place of the answer leaves it open whether the job was closed; reading it tells", async () => {
    const adapter = scriptedAdapter(page(200), jobReply());
    expect(await settleClose(connect(adapter), jobId)).toMatchObject({
      outcome: "closed",
      attempts: 1,
      verifiedBy: "read",
    });
  });
  test("behind a redirect there is nothing to read", async () => {
    const adapter = scriptedAdapter(new Response(null, { status: 302 }));
    await rejection(closeJob(connect(adapter), jobId));
    expect(adapter.seen).toHaveLength(1);
  });
  test("one damaged reply is a lost one: the close is asked for again", async () => {
    const adapter = scriptedAdapter(new Response('{"id":"75'), alreadyClosed(), jobReply());
    expect(await settleClose(connect(adapter), jobId)).toMatchObject({ outcome: "closed", verifiedBy: "read" });
  });
  test("the 15-character form names the same job", async () => {
    const adapter = scriptedAdapter(jobReply());
    await expect(closeJob(connect(adapter), jobId.slice(0, 15))).resolves.toMatchObject({ id: jobId });
  });
  test("new fields, unknown words and text numbers are data", async () => {
    const adapter = scriptedAdapter(jobReply({ contentType: "PARQUET", brandNew: { a: 1 }, numberRetries: "3" }));
    expect(await closeJob(connect(adapter), jobId)).toMatchObject({
      contentType: "PARQUET",
      brandNew: { a: 1 },
      numberRetries: 3,
    });
  });
});

describe("not repeated", () => {
  test.each([
    [400, "ExceededQuota"],
    [400, "InvalidJob"],
    [400, "InvalidUser"],
    [403, "REQUEST_LIMIT_EXCEEDED"],
    [503, "REQUEST_LIMIT_EXCEEDED"],
    [404, "NOT_FOUND"],
  ])("%i %s", async (status, code) => {
    const adapter = scriptedAdapter(json([{ errorCode: code, message: "no" }], status));
    expect(await rejection(closeJob(connect(adapter), jobId))).toMatchObject({
      exceptionCode: code,
      exceptionMessage: "no",
      status,
      attempts: 1,
    });
    expect(adapter.seen.filter(({ init }) => init.method === "POST")).toHaveLength(1);
  });
});

describe("sessions", () => {
  const rejected: [string, () => Response][] = [
    ["400 JSON", () => fault("InvalidSessionId", "Invalid session id")],
    [
      "400 XML",
      () =>
        xml(
          '<?xml version="1.0" encoding="UTF-8"?><error\n   xmlns="http://www.force.com/2009/06/asyncapi/dataload">\n <exceptionCode>InvalidSessionId</exceptionCode>\n <exceptionMessage>Invalid session id</exceptionMessage>\n</error>',
          400,
        ),
    ],
    ["401 REST", () => json([{ message: "Session expired or invalid", errorCode: "INVALID_SESSION_ID" }], 401)],
    ["401 page", () => page(401)],
    ["403 word", () => new Response("Bad_OAuth_Token", { status: 403 })],
    ["500 REST", () => json([{ message: "x", errorCode: "INVALID_SESSION_ID" }], 500)],
  ];
  test.each(rejected)("%s: the token is renewed once, and the close repeated", async (_, reply) => {
    const source = vi.fn(async (old?: string) => await Promise.resolve(old === undefined ? token : `${token}2`));
    const adapter = scriptedAdapter(reply(), jobReply());
    expect(await settleClose(connect(adapter, { accessToken: source }), jobId)).toMatchObject({
      outcome: "closed",
      attempts: 2,
    });
    expect(source.mock.calls).toEqual([[], [token]]);
    expect(adapter.seen[1]?.init.headers["x-sfdc-session"]).toBe(`${token}2`);
  });
  test.each(rejected)("%s: a fixed token is a SessionError that says what to do", async (_, reply) => {
    const error = await rejection(closeJob(connect(scriptedAdapter(reply())), jobId));
    expect(error).toBeInstanceOf(SessionError);
    expect(error.message).toMatch(/sign in again/);
  });
  test("rejected again after it was renewed: SessionError", async () => {
    const source = (old?: string): string => (old === undefined ? token : `${old}2`);
    const adapter = scriptedAdapter(fault("InvalidSessionId", "x"), fault("InvalidSessionId", "x"));
    const error = await rejection(closeJob(connect(adapter, { accessToken: source }), jobId));
    expect(error).toMatchObject({ name: "SessionError", attempts: 2 });
  });
  test.each(["Connected app is not attached to Agent", "This session is not valid for use with the REST API"])(
    "401 %s is not renewed",
    async (message) => {
      const source = vi.fn(() => token);
      const adapter = scriptedAdapter(json([{ errorCode: "INVALID_SESSION_ID", message }], 401));
      expect(await rejection(closeJob(connect(adapter, { accessToken: source }), jobId))).toMatchObject({
        name: "SessionError",
      });
      expect(source).toHaveBeenCalledTimes(1);
    },
  );
  test("100 closes on an expired token ask for one new token", async () => {
    let current = token;
    const source = vi.fn(async (old?: string) => {
      if (old !== undefined) {
        await new Promise((resolve) => setImmediate(resolve));
        current = `${token}2`;
      }
      return current;
    });
    const adapter = async (
      _: string,
      { headers }: { headers: Readonly<Record<string, string>> },
    ): Promise<Response> => {
      await Promise.resolve();
      return headers["x-sfdc-session"] === token ? fault("InvalidSessionId", "Invalid session id") : jobReply();
    };
    const connection = connect(adapter, { accessToken: source });
    await Promise.all(Array.from({ length: 100 }, async () => await closeJob(connection, jobId)));
    expect(source.mock.calls).toEqual([[], [token]]);
  });
  test("a source that fails is a SessionError, without what it threw", async () => {
    const source = (): string => {
      throw Object.assign(new Error(`refused ${token}`), { config: { headers: { authorization: token } } });
    };
    const error = await rejection(closeJob(connect(scriptedAdapter(), { accessToken: source }), jobId));
    expect(error).toMatchObject({ name: "SessionError", jobId, attempts: 0 });
    expect(error.message).toContain("refused [session]");
  });
});

test("what is not sent at last says nothing of an attempt before, which was", async () => {
  const refused = (): Error => Object.assign(new Error("its certificate is not trusted"), { retry: false });
  const adapter = scriptedAdapter(reset(), refused(), refused());
  const error = await rejection(closeJob(connect(adapter), jobId));
  expect(error).toMatchObject({ name: "NetworkError", code: "NoReply", attempts: 2 });
  expect(error.message).toContain("the job's state is unknown");
});

test("an adapter that knows better is not asked again", async () => {
  const refused = Object.assign(new Error("run again with: --allow-net=acme.my.salesforce.com"), { retry: false });
  const adapter = scriptedAdapter(refused, jobReply());
  expect(await rejection(closeJob(connect(adapter), jobId))).toMatchObject({
    name: "NetworkError",
    code: "NotSent",
    attempts: 1,
    message: `Cannot close job "${jobId}": no reply came (run again with: --allow-net=acme.my.salesforce.com)`,
  });
  expect(adapter.seen).toHaveLength(1);
});
