import { afterAll, describe, expect, test } from "vitest";
import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { createEmulator, type Emulator, type FaultKind, faultKinds } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { json } from "./call.ts";

// Every kind of fault, in process and over a socket. What arrives is looked at raw: no fetch decodes it.

interface Raw {
  /** `null` where no answer came. */
  readonly status: number | null;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
  /** How it ended. */
  readonly end: "complete" | "broken" | "given up";
}

type Send = (emulator: Emulator, path: string, body: string | undefined, patience: number) => Promise<Raw>;

/** How many bytes show that a body has no end. */
const enough = 2_000_000;

const headersFor = (emulator: Emulator): Record<string, string> => ({
  "x-sfdc-session": emulator.accessToken,
  authorization: `Bearer ${emulator.accessToken}`,
  "content-type": json,
});

const inProcess: Send = async (emulator, path, body, patience) => {
  const giveUp = new Error("given up");
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(giveUp), patience);
  const chunks: Uint8Array[] = [];
  let response: Response | undefined;
  const result = (end: Raw["end"]): Raw => ({
    status: response?.status ?? null,
    headers: Object.fromEntries(response?.headers ?? []),
    body: Buffer.concat(chunks),
    end,
  });
  try {
    response = await emulator.fetch(`${emulator.instanceUrl}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: headersFor(emulator),
      signal: controller.signal,
      ...(body === undefined ? {} : { body }),
    });
    let length = 0;
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > enough) controller.abort(giveUp);
    }
    return result("complete");
  } catch (error) {
    if (error === giveUp) return result("given up");
    expect(error).toBeInstanceOf(TypeError);
    return result("broken");
  } finally {
    clearTimeout(timer);
  }
};

const servers = new Map<Emulator, { url: string; close: () => Promise<void> }>();
afterAll(async () => {
  for (const server of servers.values()) await server.close();
});

const overHttp: Send = async (emulator, path, body, patience) => {
  const server = servers.get(emulator) ?? (await listen(emulator));
  servers.set(emulator, server);
  return await new Promise<Raw>((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let head: Pick<Raw, "status" | "headers"> = { status: null, headers: {} };
    const finish = (end: Raw["end"]): void => {
      clearTimeout(timer);
      outgoing.destroy();
      resolve({ ...head, body: Buffer.concat(chunks), end });
    };
    const outgoing = request(`${server.url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: headersFor(emulator),
      agent: false,
    });
    const timer = setTimeout(() => finish("given up"), patience);
    outgoing.on("error", () => finish("broken"));
    outgoing.on("response", (incoming) => {
      head = { status: incoming.statusCode ?? null, headers: incoming.headers };
      incoming.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > enough) finish("given up");
      });
      incoming.on("error", () => finish("broken"));
      incoming.on("end", () => finish(incoming.complete ? "complete" : "broken"));
    });
    outgoing.end(body);
  });
};

const plain = (raw: Raw): string => raw.body.toString();
const unzipped = (raw: Raw): string => gunzipSync(raw.body).toString();

interface Expected {
  readonly status: number | null;
  readonly end?: Raw["end"];
  readonly state: "Open" | "Closed" | "Aborted";
  readonly applied: boolean;
  readonly check?: (raw: Raw, id: string) => void;
}

const half = (raw: Raw): void => {
  expect(plain(raw)).toMatch(/^\{"apexProcessingTime":0,.*[^}]$/);
  expect(raw.body.length).toBeGreaterThan(200);
  expect(raw.body.length).toBeLessThan(400);
};
const isPage = (raw: Raw): void => {
  expect(raw.headers["content-type"]).toContain("text/html");
  expect(plain(raw)).toContain("</html>");
};
const isEmpty = (raw: Raw): void => expect(raw.body.length).toBe(0);
const says =
  (text: string) =>
  (raw: Raw): void =>
    expect(plain(raw)).toBe(text);

const table: readonly [FaultKind, Expected][] = [
  [{ kind: "answer-lost" }, { status: null, end: "broken", state: "Closed", applied: true }],
  [{ kind: "request-lost" }, { status: null, end: "broken", state: "Open", applied: false }],
  [{ kind: "body-dropped" }, { status: 200, end: "broken", state: "Closed", applied: true, check: half }],
  [{ kind: "body-stalled" }, { status: 200, end: "given up", state: "Closed", applied: true, check: half }],
  [
    { kind: "late-arrival", delay: 60_000 },
    { status: null, end: "broken", state: "Open", applied: false },
  ],
  [
    { kind: "slow-line", bytesPerSecond: 50_000 },
    {
      status: 200,
      state: "Closed",
      applied: true,
      check: (raw) => expect(JSON.parse(plain(raw))).toMatchObject({ state: "Closed" }),
    },
  ],
  [{ kind: "upload-stalled" }, { status: null, end: "given up", state: "Open", applied: false }],
  [
    { kind: "passing-refusal", code: "InternalServerError" },
    {
      status: 500,
      state: "Open",
      applied: false,
      check: says('{"exceptionCode":"InternalServerError","exceptionMessage":"An unexpected error occurred."}'),
    },
  ],
  [
    { kind: "garbage" },
    {
      status: 200,
      state: "Closed",
      applied: true,
      check: (raw) => {
        expect(raw.headers["content-type"]).toBe(json);
        expect(() => new TextDecoder("utf-8", { fatal: true }).decode(raw.body)).toThrow(TypeError);
      },
    },
  ],
  [{ kind: "never-answers" }, { status: null, end: "given up", state: "Open", applied: false }],
  [
    { kind: "never-answers", applied: true },
    { status: null, end: "given up", state: "Closed", applied: true },
  ],
  [
    { kind: "status", status: 503, retryAfter: 7 },
    {
      status: 503,
      state: "Open",
      applied: false,
      check: (raw) => {
        isPage(raw);
        expect(plain(raw)).toContain(
          "We are down for maintenance. Sorry for the inconvenience. We'll be back shortly.",
        );
        expect(raw.headers["retry-after"]).toBe("7");
      },
    },
  ],
  [
    { kind: "status", status: 503, page: "cdn", retryAfter: "Wed, 21 Oct 2015 07:28:00 GMT" },
    {
      status: 503,
      state: "Open",
      applied: false,
      check: (raw) => {
        expect(raw.headers["server"]).toBe("AkamaiNetStorage");
        expect(raw.headers["retry-after"]).toBe("Wed, 21 Oct 2015 07:28:00 GMT");
      },
    },
  ],
  [
    { kind: "status", status: 502, page: "empty", applied: true },
    { status: 502, state: "Closed", applied: true, check: isEmpty },
  ],
  [
    { kind: "status", status: 420 },
    { status: 420, state: "Open", applied: false, check: isPage },
  ],
  [
    { kind: "status", status: 429, page: "empty" },
    { status: 429, state: "Open", applied: false, check: isEmpty },
  ],
  [
    { kind: "gzip-cut" },
    {
      status: 200,
      state: "Closed",
      applied: true,
      check: (raw) => {
        expect(raw.headers["content-encoding"]).toBe("gzip");
        expect(() => unzipped(raw)).toThrow("unexpected end of file");
      },
    },
  ],
  [
    { kind: "gzip-no-trailer" },
    {
      status: 200,
      state: "Closed",
      applied: true,
      check: (raw) => {
        expect(() => unzipped(raw)).toThrow("unexpected end of file");
        // Everything but the last eight bytes is there.
        const whole = gunzipSync(raw.body, { finishFlush: 2 }).toString();
        expect(JSON.parse(whole)).toMatchObject({ state: "Closed" });
      },
    },
  ],
  [
    { kind: "gzip-bad-checksum" },
    {
      status: 200,
      state: "Closed",
      applied: true,
      check: (raw) => expect(() => unzipped(raw)).toThrow("incorrect data check"),
    },
  ],
  [{ kind: "json-cut" }, { status: 200, state: "Closed", applied: true, check: half }],
  [{ kind: "empty-body" }, { status: 200, state: "Closed", applied: true, check: isEmpty }],
  [
    { kind: "empty-body", applied: false },
    { status: 200, state: "Open", applied: false, check: isEmpty },
  ],
  [{ kind: "no-content" }, { status: 204, state: "Closed", applied: true, check: isEmpty }],
  [
    { kind: "html-ok" },
    {
      status: 200,
      state: "Open",
      applied: false,
      check: (raw) => {
        isPage(raw);
        expect(plain(raw)).toContain("<title>Login | Salesforce</title>");
      },
    },
  ],
  [
    { kind: "wrong-content-type" },
    {
      status: 200,
      state: "Closed",
      applied: true,
      check: (raw) => {
        expect(raw.headers["content-type"]).toBe("text/html; charset=UTF-8");
        expect(JSON.parse(plain(raw))).toMatchObject({ state: "Closed" });
      },
    },
  ],
  [
    { kind: "someone-elses-job" },
    {
      status: 200,
      state: "Open",
      applied: false,
      check: (raw, id) => {
        const job = JSON.parse(plain(raw)) as { id: string; state: string };
        expect(job.state).toBe("Closed");
        expect(job.id).toMatch(/^750\w{15}$/);
        expect(job.id).not.toBe(id);
      },
    },
  ],
  [
    { kind: "someone-elses-job", applied: true },
    { status: 200, state: "Closed", applied: true, check: (raw, id) => expect(plain(raw)).not.toContain(id) },
  ],
  [
    { kind: "wrong-state" },
    {
      status: 200,
      state: "Open",
      applied: false,
      check: (raw, id) => expect(JSON.parse(plain(raw))).toMatchObject({ id, state: "Open" }),
    },
  ],
  [
    { kind: "xml-reply" },
    {
      status: 200,
      state: "Closed",
      applied: true,
      check: (raw, id) => {
        expect(raw.headers["content-type"]).toBe("application/xml");
        expect(plain(raw)).toMatch(
          /^<\?xml version="1\.0" encoding="UTF-8"\?><jobInfo\n {3}xmlns="[^"]+">\n <id>\w+<\/id>\n/,
        );
        expect(plain(raw)).toContain(`<id>${id}</id>`);
        expect(plain(raw)).toMatch(/<createdDate>[\d:.T-]+Z<\/createdDate>/);
        expect(plain(raw)).toContain("<apiVersion>68.0</apiVersion>");
      },
    },
  ],
  [
    { kind: "refused", exceptionCode: "FeatureNotEnabled", exceptionMessage: "Async API not enabled" },
    {
      status: 400,
      state: "Open",
      applied: false,
      check: says('{"exceptionCode":"FeatureNotEnabled","exceptionMessage":"Async API not enabled"}'),
    },
  ],
  [
    { kind: "rest-array-fault" },
    {
      status: 403,
      state: "Open",
      applied: false,
      check: says('[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]'),
    },
  ],
  [
    { kind: "session-expired" },
    {
      status: 400,
      state: "Open",
      applied: false,
      check: says('{"exceptionCode":"InvalidSessionId","exceptionMessage":"Invalid session id"}'),
    },
  ],
  [
    { kind: "session-expired", form: "xml" },
    {
      status: 400,
      state: "Open",
      applied: false,
      check: (raw) => expect(plain(raw)).toContain("\n <exceptionCode>InvalidSessionId</exceptionCode>\n"),
    },
  ],
  [
    { kind: "session-expired", form: "rest-array" },
    {
      status: 401,
      state: "Open",
      applied: false,
      check: says('[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]'),
    },
  ],
  [
    { kind: "session-expired", form: "plain" },
    { status: 403, state: "Open", applied: false, check: says("Bad_OAuth_Token") },
  ],
  [
    { kind: "redirect" },
    {
      status: 302,
      state: "Open",
      applied: false,
      check: (raw, id) =>
        expect(raw.headers["location"]).toBe(`https://elsewhere.my.salesforce.example/services/async/68.0/job/${id}`),
    },
  ],
  [
    { kind: "redirect", status: 307, location: "https://login.salesforce.com/" },
    {
      status: 307,
      state: "Open",
      applied: false,
      check: (raw) => expect(raw.headers["location"]).toBe("https://login.salesforce.com/"),
    },
  ],
  [
    { kind: "closed-by-other" },
    {
      status: 400,
      state: "Closed",
      applied: false,
      check: (raw) => expect(plain(raw)).toContain("Closing already closed Job not allowed"),
    },
  ],
  [
    { kind: "aborted-by-other" },
    {
      status: 400,
      state: "Aborted",
      applied: false,
      check: (raw) => expect(plain(raw)).toContain("Closing already aborted Job not allowed"),
    },
  ],
  [
    { kind: "gzip-bomb", bytes: 3 * 2 ** 20 },
    {
      status: 200,
      state: "Open",
      applied: false,
      check: (raw) => {
        expect(raw.body.length).toBeLessThan(5000);
        // Node.js checks the checksum and the length.
        const zeros = gunzipSync(raw.body);
        expect([zeros.length, zeros.some((byte) => byte !== 0)]).toEqual([3 * 2 ** 20, false]);
      },
    },
  ],
  [
    { kind: "huge-body" },
    {
      status: 200,
      end: "given up",
      state: "Open",
      applied: false,
      check: (raw) => expect(raw.body.length).toBeGreaterThan(1_000_000),
    },
  ],
  [
    { kind: "exceeded-quota" },
    {
      status: 400,
      state: "Open",
      applied: false,
      check: says('{"exceptionCode":"ExceededQuota","exceptionMessage":"ApiBatchItems Limit exceeded"}'),
    },
  ],
];

test("the table has every kind", () => {
  // Only adding a batch is struck by the first three, and only jobs of Bulk API 2.0 by the other: they are in
  // load-faults.test.ts, batch-headers.test.ts and bulk-2-faults.test.ts.
  const others = ["batch-fails", "batch-retried", "rows-locked", "deleted-by-other"];
  expect(new Set([...table.map(([{ kind }]) => kind), ...others])).toEqual(new Set(faultKinds));
});

describe.each([
  ["in process", inProcess],
  ["over a socket", overHttp],
] as const)("%s", (_, send) => {
  const emulator = createEmulator();
  test.each(table.map(([fault, expected]) => ({ fault, expected, name: JSON.stringify(fault) })))(
    "$name",
    async ({ fault, expected }) => {
      await emulator.control.reset();
      const { id } = await emulator.control.addJob();
      await emulator.control.fail({ ...fault, on: { operation: "close" } });
      // What never comes is waited for a while; what comes without end is given up by its length.
      const patience = expected.end === "given up" && fault.kind !== "huge-body" ? 500 : 10_000;
      const raw = await send(emulator, `/services/async/68.0/job/${id}`, '{"state":"Closed"}', patience);
      expect({ status: raw.status, end: raw.end }).toEqual({
        status: expected.status,
        end: expected.end ?? "complete",
      });
      expected.check?.(raw, id);
      expect((await emulator.control.job(id))?.state).toBe(expected.state);
      const [exchange, ...others] = await emulator.control.exchanges();
      expect(others).toEqual([]);
      expect(exchange).toMatchObject({
        operation: "close",
        fault: fault.kind,
        status: expected.status,
        applied: expected.applied,
      });
      // It strikes once: the next request is answered.
      const next = await send(emulator, `/services/async/68.0/job/${id}`, undefined, 5000);
      expect([next.status, next.end]).toEqual([200, "complete"]);
    },
  );
});
