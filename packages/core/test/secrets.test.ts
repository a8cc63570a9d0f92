import { inspect } from "node:util";
import { closeJob, getBatchResults, redact, type FetchAdapter } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import {
  batchId,
  connect,
  fault,
  hurried,
  jobId,
  json,
  jobReply,
  page,
  rejection,
  scriptedAdapter,
  token,
  type Step,
} from "./scripted-adapter.ts";

const secret = token.slice(token.indexOf("!") + 1);

/** Everything that can be seen of an error: in a log, in JSON, in its hidden fields, in its causes. */
function everything(error: unknown, depth = 0): string {
  if (typeof error !== "object" || error === null || depth > 6) return String(error);
  const fields = Reflect.ownKeys(error).map(
    (key) => `${String(key)}=${everything(Reflect.get(error, key) as unknown, depth + 1)}`,
  );
  let copy = "";
  try {
    copy = JSON.stringify(structuredClone(error));
  } catch {
    copy = "not cloneable";
  }
  return [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), copy, ...fields].join("\n");
}

const leaky = Object.assign(new Error(`request with ${token} failed`), {
  config: { headers: { "x-sfdc-session": token } },
  name: `Leaky ${token}`,
  code: token,
  cause: new TypeError(`inner ${token}`, { cause: { token } }),
});

const steps: [string, Step][] = [
  ["an adapter's error that holds the request", leaky],
  ["an adapter that throws the token itself", () => Promise.reject(token)],
  ["an adapter that gives no response", () => ({ token }) as unknown as Response],
  ["a fault that repeats the token", fault("InvalidSessionId", `Invalid session id ${token}`)],
  ["another fault that does", fault("InvalidJob", `who is ${token}`)],
  ["a fault whose code is the token", fault(token, "x")],
  ["a page whose title does", new Response(`<html><title>${token}</title></html>`, { status: 500 })],
  ["a reply of one unknown shape", json({ id: token, state: token })],
  ["XML of a strange root", new Response(`<x>${token}</x>`)],
  ["plain text", new Response(token)],
  ["broken JSON", new Response(`{"a":"${token}`)],
  ["a redirect", new Response(null, { status: 307, headers: { location: `https://evil.example/?sid=${token}` } })],
  ["a job in a strange state", jobReply({ state: `State ${token}` })],
  ["an outage", page(503)],
];

describe("the token is in no error", () => {
  test.each(steps)("%s", async (_, step) => {
    const adapter = scriptedAdapter(step, step instanceof Response ? step.clone() : step);
    const error = await rejection(closeJob(connect(adapter, { retry: { ...hurried, attempts: 1 } }), jobId));
    expect(error.name).toMatch(/^(Network|Session|Salesforce|Response)Error$/);
    expect(everything(error)).not.toContain(secret);
  });
  test("nor in one of a source that gives a bad token", async () => {
    for (const bad of [`${token}\n`, `${token} `, `Bearer ${token}`]) {
      const error = await rejection(closeJob(connect(scriptedAdapter(), { accessToken: () => bad }), jobId));
      expect(everything(error)).not.toContain(secret);
    }
  });
});

test("the token is in no URL, and goes to the connection's own origin only", async () => {
  const adapter = scriptedAdapter(new Response(null, { status: 307, headers: { location: "https://evil.example/" } }));
  await rejection(getBatchResults(connect(adapter), jobId, batchId));
  expect(adapter.seen).toHaveLength(1);
  expect(adapter.seen[0]?.url).toBe(
    `https://acme.my.salesforce.com/services/async/68.0/job/${jobId}/batch/${batchId}/result`,
  );
  expect(adapter.seen[0]?.init.redirect).toBe("manual");
});

test("no id, version or URL leads anywhere else", async () => {
  const sent: string[] = [];
  const adapter: FetchAdapter = async (url) => {
    sent.push(url);
    return await Promise.resolve(jobReply());
  };
  const odd = ["/", "?", "#", "@evil.example", "%2f", "\n", "..", "\\", " ", "\u0000", ":"];
  for (const part of odd) {
    const errors = [
      closeJob(connect(adapter), `750${part}000016GUXQA2`),
      closeJob(connect(adapter), `${jobId}${part}`),
      closeJob(connect(adapter, { version: `68.0${part}/../..` }), jobId),
      closeJob(connect(adapter, { instanceUrl: `https://acme.my.salesforce.com${part}evil.example/x` }), jobId),
    ].map(rejection);
    for (const error of await Promise.all(errors)) {
      expect(error).toBeInstanceOf(TypeError);
    }
  }
  expect(sent).toEqual([]);
});

test.each([
  [`token ${token}.`, "token [session]"],
  ["00D9H000000abcd%21AQEA.x", "[session]"],
  ["org 00D9H000000abcdUAA is fine", "org 00D9H000000abcdUAA is fine"],
  ["eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "[session]"],
  ["force://PlatformCLI::5Aep861x@acme.my.salesforce.com", "[auth url]"],
  ['{"refresh_token":"5Aep861abc","x":1}', '{"refresh_token":"[secret]","x":1}'],
  ["client_secret=abc&x=1", "client_secret=[secret]&x=1"],
  ["Authorization: Bearer abc", "Authorization: [secret]"],
  ["job 7509H0000016GUXQA2", "job 7509H0000016GUXQA2"],
])("redact(%j)", (text, clean) => expect(redact(text)).toBe(clean));

test("redact strikes out a secret without a shape", () =>
  expect(redact("a hunter2 b", "hunter2", undefined, "")).toBe("a [session] b"));
