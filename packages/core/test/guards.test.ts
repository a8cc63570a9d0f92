import { closeJob, getBatch, getJob, NetworkError, settleClose } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { abortable } from "../src/async/abortable.ts";
import { concatenate } from "../src/bytes/concatenate.ts";
import { isGzip } from "../src/bytes/gzip.ts";
import { ungzip } from "../src/bytes/ungzip.ts";
import { readFault } from "../src/replies/read-fault.ts";
import { readBody } from "../src/replies/read-body.ts";
import { readXml } from "../src/replies/xml.ts";
import {
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
  type Step,
  token,
  xml,
} from "./scripted-adapter.ts";

// Small things that a mutation test found nobody looking at.
const once = { retry: { ...hurried, attempts: 1 } };
const messageOf = async (...steps: readonly Step[]): Promise<string> =>
  (await rejection(closeJob(connect(scriptedAdapter(...steps), once), jobId))).message;
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe("messages name what was wrong", () => {
  test("a status and nothing else", async () => {
    expect(await messageOf(new Response("", { status: 404 }))).toBe(
      `Cannot close job "${jobId}": the server answered with status 404 and nothing else`,
    );
  });
  test("a status and a page", async () => {
    expect(await messageOf(page(404))).toContain('status 404 and the page "Down for maintenance"');
    expect(await messageOf(new Response("<html><body>x</body></html>", { status: 404 }))).toContain(
      "and a page of 27 characters",
    );
    expect(await messageOf(new Response("<html><title> </title></html>", { status: 404 }))).toContain(
      "and a page of 29 characters",
    );
  });
  test("a status and text that says nothing", async () => {
    expect(await messageOf(new Response("no", { status: 404 }))).toBe(
      `Cannot close job "${jobId}": the server answered with status 404`,
    );
  });
  test("a title with attributes and line breaks", async () => {
    const html = '<html><title lang="en">Two\n   words</title></html>';
    expect(await messageOf(new Response(html, { status: 404 }))).toContain('the page "Two words"');
  });
  test("XML of another kind", async () => {
    expect(await messageOf(xml("<batchInfo/>"))).toContain('the reply is XML of "batchInfo", expected a job');
  });
  test("JSON of another kind, and a field by its path", async () => {
    expect(await messageOf(json("x"))).toContain("the reply is plain text, expected a job");
    expect(await messageOf(json([1]))).toMatch(/the reply is not a job: (?!undefined)/);
    expect(await messageOf(json(jobFields({ numberRetries: "many" })))).toContain(
      "the reply is not a job: numberRetries: ",
    );
  });
  test("a redirect without a place, or to none", async () => {
    for (const headers of [{}, { location: "/relative" }]) {
      expect(await messageOf(new Response(null, { status: 300, headers }))).toContain("it was redirected; instanceUrl");
    }
  });
  test("a redirect that a browser hides", async () => {
    const hidden = Object.defineProperties(new Response(null), {
      type: { value: "opaqueredirect" },
      status: { value: 0 },
    });
    expect(await rejection(closeJob(connect(scriptedAdapter(hidden)), jobId))).toMatchObject({
      name: "ResponseError",
      status: 0,
      attempts: 1,
    });
  });
  test("gzip that is damaged, by zlib's words", async () => {
    await expect(ungzip(new Uint8Array([0x1f, 0x8b, 9, 0]), 100)).rejects.toThrow("unknown compression method");
    await expect(ungzip(new Uint8Array([0x1f, 0x8b]), 100)).rejects.toThrow("unexpected end");
  });
  test("a job that could not be read for the session's sake", async () => {
    const adapter = scriptedAdapter(new TypeError("fetch failed"), fault("InvalidSessionId", "Invalid session id"));
    const error = await rejection(closeJob(connect(adapter, once), jobId));
    expect(error).toMatchObject({ name: "SessionError", jobId, attempts: 1 });
    expect(error.message).toMatch(/sign in again.*; the job's state is unknown$/);
  });
  test("why the job could not be read", async () => {
    const adapter = scriptedAdapter(new TypeError("fetch failed"), page(404));
    const error = await rejection(closeJob(connect(adapter, once), jobId));
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.message).toMatch(
      /; the job's state is unknown \(the server answered with status 404 and the page .*\)$/,
    );
  });
  test("the first letter of a source's complaint fits into the sentence, its cause is kept", async () => {
    const source = (): string => {
      throw new Error("no vault");
    };
    const error = await rejection(closeJob(connect(scriptedAdapter(), { accessToken: source }), jobId));
    expect(error.message).toBe(`Cannot close job "${jobId}": cannot get an access token: no vault`);
    expect((error.cause as Error).message).toBe("no vault");
  });
  test("a session that was renewed in vain", async () => {
    const source = (old?: string): string => (old === undefined ? token : `${old}2`);
    const adapter = scriptedAdapter(fault("InvalidSessionId", "x"), fault("InvalidSessionId", "x"));
    const error = await rejection(closeJob(connect(adapter, { accessToken: source }), jobId));
    expect(error.message).toContain(", also after it was renewed");
    expect(error.message).not.toContain("JWT");
  });
  test.each(["x.eyJhbGciOi.eyJzdWIiOi.c2ln", "eyJhbGciOi.eyJzdWIiOi.c2ln!x"])("%s is no JWT", async (accessToken) => {
    const adapter = scriptedAdapter(fault("InvalidSessionId", "x"));
    expect((await rejection(closeJob(connect(adapter, { accessToken }), jobId))).message).not.toContain("JWT");
  });
  test("what a call was about", async () => {
    const refusal = (): Response => fault("InvalidUser", "no");
    expect((await rejection(getJob(connect(scriptedAdapter(refusal())), jobId))).message).toBe(
      `Cannot read job "${jobId}": Salesforce answered InvalidUser: no`,
    );
    expect((await rejection(getJob(connect(scriptedAdapter()), "751"))).message).toContain("Cannot use jobId");
    expect((await rejection(getJob(connect(scriptedAdapter()), "7519H000001XiCzQAK"))).message).toContain(
      'begins with "750"',
    );
    expect((await rejection(closeJob(connect(scriptedAdapter()), "751"))).message).toContain("Cannot use jobId");
    expect((await rejection(getBatch(connect(scriptedAdapter()), jobId, "751"))).message).toContain(
      "Cannot use batchId",
    );
  });
});

describe("faults", () => {
  test.each(["xBad_OAuth_Token", " Bad_OAuth_Token\n"])("%j is one by its word", async (text) => {
    expect(readFault(await readBody(bytes(text), 1000))?.exceptionCode).toBe(text.trim());
  });
  test.each(["see Bad_OAuth_Token", "Bad_OAuth_Token, see there"])("%j is none", async (text) => {
    expect(readFault(await readBody(bytes(text), 1000))).toBeUndefined();
  });
  test("without a message it is its code", async () => {
    expect(await messageOf(json({ exceptionCode: "InvalidUser" }, 400))).toBe(
      `Cannot close job "${jobId}": Salesforce answered InvalidUser`,
    );
    expect(await messageOf(json([{ errorCode: "NOT_FOUND" }], 404))).toContain("Salesforce answered NOT_FOUND");
  });
  test("a fault of status 500 leaves it open whether the job was closed; reading it tells", async () => {
    const adapter = scriptedAdapter(fault("InternalServerError", "oops", 500), jobReply());
    expect(await settleClose(connect(adapter, once), jobId)).toMatchObject({ outcome: "closed", verifiedBy: "read" });
  });
  test("ExceededQuota is final, whatever its status", async () => {
    const adapter = scriptedAdapter(fault("ExceededQuota", "no", 429), fault("ExceededQuota", "no", 429));
    expect(await rejection(closeJob(connect(adapter), jobId))).toMatchObject({
      exceptionCode: "ExceededQuota",
      attempts: 1,
    });
    expect(adapter.seen).toHaveLength(1);
  });
  test("a refusal that is clear needs no reading", async () => {
    const adapter = scriptedAdapter(fault("InvalidUser", "no"));
    await rejection(closeJob(connect(adapter), jobId));
    expect(adapter.seen).toHaveLength(1);
  });
});

describe("bodies", () => {
  test("both bytes make gzip", () => {
    expect(isGzip(new Uint8Array([0x1f, 0x8b]))).toBe(true);
    expect(isGzip(new Uint8Array([0x1f, 0]))).toBe(false);
    expect(isGzip(new Uint8Array([0, 0x8b]))).toBe(false);
  });
  test("chunks are joined in order, one is handed on", () => {
    const [one, two] = [new Uint8Array([1, 2]), new Uint8Array([3])];
    expect(concatenate([one, two], 3)).toEqual(new Uint8Array([1, 2, 3]));
    expect(concatenate([one], 2)).toBe(one);
    expect(concatenate([], 0)).toEqual(new Uint8Array(0));
  });
  test("a body in pieces is read whole", async () => {
    const text = JSON.stringify(jobFields());
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < text.length; i += 50) controller.enqueue(new TextEncoder().encode(text.slice(i, i + 50)));
        controller.close();
      },
    });
    await expect(closeJob(connect(scriptedAdapter(new Response(pieces))), jobId)).resolves.toMatchObject({ id: jobId });
  });
  test("text that mentions a page is none", async () => {
    expect(await readBody(bytes("see <html>"), 1000)).toMatchObject({ kind: "text" });
  });
  test("a body without a character of its own is not taken for empty when it has one late", async () => {
    expect(await readBody(bytes(`${" ".repeat(300)}x`), 1000)).toMatchObject({ kind: "text" });
    expect(await readBody(bytes(" ".repeat(300)), 1000)).toEqual({ kind: "empty" });
  });
  test("a long text is UTF-8 to its end, wherever a character is cut", async () => {
    for (const character of ["é", "€", "😀"]) {
      for (let before = 0; before < 5; before++) {
        const text = `${"x".repeat(16 * 1024 - before)}${character.repeat(10_000)}`;
        const body = await readBody(bytes(text), 1_000_000);
        expect(body.kind === "text" && body.text === text).toBe(true);
        const cut = bytes(text).subarray(0, -1);
        expect(await readBody(cut, 1_000_000)).toEqual({ kind: "damaged", why: "it is not UTF-8" });
      }
    }
    for (const at of [0, 900, 20_000]) {
      const wrong = new Uint8Array(50_000).fill(0x78).fill(0x80, at, at + 17_000);
      expect(await readBody(wrong, 1_000_000)).toEqual({ kind: "damaged", why: "it is not UTF-8" });
    }
    expect(await readBody(bytes(`<html>${"x".repeat(50_000)}`), 1_000_000, true)).toMatchObject({ kind: "page" });
  });
  test("XML: nothing, nil, three of a kind, prefixes, and as deep as is allowed", () => {
    expect(() => readXml("")).toThrow();
    expect(readXml('<a xmlns:xsi="x"><b xsi:nil="true"/><b xsi:nil="false">1</b></a>').value).toEqual({
      b: [null, "1"],
    });
    expect(readXml("<a><b>1</b><b>2</b><b>3</b></a>").value).toEqual({ b: ["1", "2", "3"] });
    expect(readXml('<n:a xmlns:n="x"><n:b>1</n:b></n:a>')).toEqual({ root: "a", value: { b: "1" } });
    expect(readXml(`${"<a>".repeat(33)}x${"</a>".repeat(33)}`).root).toBe("a");
    expect(() => readXml(`${"<a>".repeat(34)}x${"</a>".repeat(34)}`)).toThrow("more than 32 deep");
  });
});

describe("signals", () => {
  test("abortable lets a value through, and leaves no listener behind either way", async () => {
    const controller = new AbortController();
    await expect(abortable(Promise.resolve(1), controller.signal)).resolves.toBe(1);
    await expect(abortable(Promise.resolve(1), undefined)).resolves.toBe(1);
    await expect(abortable(new Promise(() => undefined), AbortSignal.abort("now"))).rejects.toBe("now");
  });
  test("a GET has no body, not even an absent one", async () => {
    const adapter = scriptedAdapter(jobReply());
    await getJob(connect(adapter), jobId);
    expect(Object.keys(adapter.seen[0]?.init ?? {})).not.toContain("body");
    expect(adapter.seen[0]?.init.redirect).toBe("manual");
  });
});
