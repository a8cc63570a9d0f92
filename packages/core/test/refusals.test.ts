import { readFileSync } from "node:fs";
import { type AttemptInfo, closeJob, getJob } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { judgeFault, refusals } from "../src/replies/refusals.ts";
import { connect, fault, jobId, jobReply, json, page, rejection, scriptedAdapter, token } from "./scripted-adapter.ts";

/** A reply that the rule at this place of the table must decide. */
const samples: readonly (() => Response)[] = [
  () => json([{ errorCode: "INVALID_SESSION_ID", message: "This session is not valid for use with the API" }], 401),
  () => json([{ errorCode: "INVALID_SESSION_ID", message: "Connected app is not attached to Agent" }], 401),
  () => page(401),
  () => fault("InvalidSessionId", "Invalid session id"),
  () => fault("ExceededQuota", "ApiBatchItems Limit exceeded"),
  () =>
    json(
      [
        {
          errorCode: "REQUEST_LIMIT_EXCEEDED",
          message: "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
        },
      ],
      403,
    ),
  () => json([{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." }], 403),
  () => fault("TXN_SECURITY_METERING_ERROR", "The transaction security policy was not evaluated"),
  () => fault("ClientInputError", "Failed to read request. Exceeded max size limit of 10000000"),
  () => fault("ClientInputError", "Failed to read request"),
  () => fault("Timeout", "The request timed out"),
  () => page(420),
  () => page(429),
  () => page(408),
  () => page(503),
];

describe("the table of refusals", () => {
  test("has a sample for each rule", () => expect(samples).toHaveLength(refusals.length));

  test.each(refusals.map((rule, index) => [index, rule] as const))(
    "rule %i: %j is what happens",
    async (index, rule) => {
      const sample = samples[index] ?? jobReply;
      const { status } = sample();
      const body: unknown = await sample()
        .json()
        .catch(() => undefined);
      const said = (Array.isArray(body) ? body[0] : body) as Record<string, string> | undefined;
      const exceptionCode = said?.["exceptionCode"] ?? said?.["errorCode"];
      const words = said?.["exceptionMessage"] ?? said?.["message"] ?? "";
      expect(
        judgeFault(status, exceptionCode === undefined ? undefined : { exceptionCode, exceptionMessage: words }),
      ).toBe(rule);

      const adapter = scriptedAdapter(sample(), jobReply());
      const isRenewable = rule.verdict === "session";
      let tokens = 0;
      const accessToken = isRenewable ? (): string => `${token}${++tokens}` : token;
      const result = getJob(connect(adapter, { accessToken }), jobId);
      if (rule.verdict === "transient" || rule.verdict === "session") expect(await result).toMatchObject({ id: jobId });
      else
        expect(await rejection(result)).toMatchObject({
          code: rule.verdict === "signIn" ? (rule.advice?.[0] ?? "SessionRejected") : "Refused",
        });
      expect(adapter.seen).toHaveLength(rule.verdict === "transient" || rule.verdict === "session" ? 2 : 1);
    },
  );

  test("names a source before each rule", () => {
    const file = readFileSync(new URL("../src/replies/refusals.ts", import.meta.url), "utf8");
    const table = file.slice(file.indexOf("export const refusals"), file.indexOf("\n];"));
    expect(table.match(/^ {2}\{/gm)).toHaveLength(refusals.length);
    expect(table.match(/^ {2}\/\/ Source: .{5,}\n {2}\{/gm)).toHaveLength(refusals.length);
  });

  test.each(["This session is not valid for use with the API", "This session is not valid for use with the REST API"])(
    "%s is final, whatever the token source could do",
    async (message) => {
      const adapter = scriptedAdapter(json([{ errorCode: "INVALID_SESSION_ID", message }], 403));
      const accessToken = (): string => token;
      expect(await rejection(getJob(connect(adapter, { accessToken }), jobId))).toMatchObject({
        name: "SessionError",
        code: "ApiAccessControl",
        message: expect.stringContaining("; sign in by an app that Setup → API Access Control lets in"),
      });
      expect(adapter.seen).toHaveLength(1);
    },
  );
});

test("a refusal that was cut, at any byte, is asked for again: the job may be closed already", async () => {
  const whole = JSON.stringify({
    exceptionCode: "InvalidJobState",
    exceptionMessage: "Closing already closed Job not allowed",
  });
  for (let cut = 0; cut < whole.length; cut++) {
    const adapter = scriptedAdapter(
      new Response(whole.slice(0, cut), { status: 400 }),
      new Response(whole, { status: 400 }),
      jobReply(),
    );
    expect((await closeJob(connect(adapter), jobId)).state).toBe("Closed");
  }
});

describe("onAttempt", () => {
  test("is told of each attempt, with what came of it, and never of the token", async () => {
    const told: AttemptInfo[] = [];
    const adapter = scriptedAdapter(
      new TypeError("fetch failed"),
      page(503),
      fault("InvalidSessionId", "Invalid session id"),
      jobReply(),
    );
    let tokens = 0;
    const accessToken = (): string => `${token}${++tokens}`;
    await closeJob(connect(adapter, { accessToken, onAttempt: (attempt) => told.push(attempt) }), jobId);
    expect(
      told.map(({ attempt, verdict, status, code, exceptionCode, pause }) => [
        attempt,
        verdict,
        status,
        code,
        exceptionCode,
        pause,
      ]),
    ).toEqual([
      [1, "transient", 0, "NoReply", undefined, 0],
      [2, "transient", 503, "ServerFailure", undefined, 0],
      [3, "session", 400, "SessionRejected", "InvalidSessionId", 0],
      [4, "ok", 200, undefined, undefined, undefined],
    ]);
    expect(told[3]).toMatchObject({
      action: `close job "${jobId}"`,
      jobId,
      method: "POST",
      path: expect.stringMatching(`^/services/async/[0-9.]+/job/${jobId}$`) as string,
      bytesSent: 18,
    });
    expect(told[3]?.bytesReceived).toBeGreaterThan(500);
    expect(JSON.stringify(told)).not.toContain(token.slice(0, 20));
  });

  test("harms nothing when it throws", async () => {
    const onAttempt = (): never => {
      throw new Error("mine");
    };
    expect((await closeJob(connect(scriptedAdapter(jobReply()), { onAttempt }), jobId)).state).toBe("Closed");
  });
});
