import { AsyncLocalStorage } from "node:async_hooks";
import * as opentelemetry from "@opentelemetry/api";
import * as core from "@sfbulk/core";
import { createEmulator } from "@sfbulk/emulator";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findExamples } from "./find-examples.ts";
import { runExample } from "./run-example.ts";

// What the recipes of the page give to OpenTelemetry and to a log, for a close that an outage delays and whose answer is
// lost. Behind OpenTelemetry's API is what remembers it: an SDK has more, and is the program's own business.

const instanceUrl = "https://acme.my.salesforce.com";

interface Recorded {
  readonly name: string;
  readonly options: opentelemetry.SpanOptions;
  readonly parent: opentelemetry.Span | undefined;
  readonly span: opentelemetry.Span;
  status: opentelemetry.SpanStatus;
  end: opentelemetry.TimeInput | undefined;
}

const spans: Recorded[] = [];
const durations: { readonly seconds: number; readonly attributes: opentelemetry.Attributes | undefined }[] = [];
const histograms: string[] = [];

const tracer: Pick<opentelemetry.Tracer, "startSpan" | "startActiveSpan"> = {
  startSpan(name, options = {}, context = opentelemetry.context.active()) {
    const span: Pick<opentelemetry.Span, "setStatus" | "end"> = {
      setStatus: (status) => {
        recorded.status = status;
        return recorded.span;
      },
      end: (end) => void (recorded.end = end),
    };
    const parent = opentelemetry.trace.getSpan(context);
    const status = { code: opentelemetry.SpanStatusCode.UNSET };
    const recorded: Recorded = { name, options, parent, span: span as opentelemetry.Span, status, end: undefined };
    spans.push(recorded);
    return recorded.span;
  },
  startActiveSpan: <F extends (span: opentelemetry.Span) => unknown>(name: string, work: unknown): ReturnType<F> => {
    const span = tracer.startSpan(name);
    const inside = opentelemetry.trace.setSpan(opentelemetry.context.active(), span);
    return opentelemetry.context.with(inside, () => (work as F)(span)) as ReturnType<F>;
  },
};

const meter: Pick<opentelemetry.Meter, "createHistogram"> = {
  createHistogram: (name) => {
    histograms.push(name);
    return { record: (seconds, attributes) => void durations.push({ seconds, attributes }) };
  },
};

const storage = new AsyncLocalStorage<opentelemetry.Context>();
const contexts: opentelemetry.ContextManager = {
  active: () => storage.getStore() ?? opentelemetry.ROOT_CONTEXT,
  with: (context, work, self, ...values) => storage.run(context, () => work.apply(self as never, values)),
  bind: (_, target) => target,
  enable: () => contexts,
  disable: () => contexts,
};

beforeEach(() => {
  opentelemetry.context.setGlobalContextManager(contexts);
  opentelemetry.trace.setGlobalTracerProvider({ getTracer: () => tracer });
  opentelemetry.metrics.setGlobalMeterProvider({ getMeter: () => meter as opentelemetry.Meter });
});
afterEach(() => {
  opentelemetry.trace.disable();
  opentelemetry.metrics.disable();
  opentelemetry.context.disable();
  vi.restoreAllMocks();
});

test("the recipe for OpenTelemetry gives a span for each attempt, beneath the caller's, and counts them", async () => {
  const emulator = createEmulator({ instanceUrl });
  const { fetch, accessToken, control } = emulator;
  const { id: jobId } = await control.addJob();
  await control.fail({ kind: "status", status: 503 });
  await control.fail({ kind: "answer-lost" });
  const connection = { instanceUrl, accessToken, fetch, retry: { baseDelay: 1, maxDelay: 1 } };
  const [recipe] = findExamples().filter(
    ({ place, code }) => place.startsWith("docs/observe.md") && code.includes("@opentelemetry/api"),
  );
  const began = Date.now();
  await runExample(recipe?.code ?? "", {
    given: { connection, jobId },
    modules: { "@opentelemetry/api": opentelemetry, "@sfbulk/core": core },
  });
  const [parent, ...attempts] = spans;
  expect(parent?.name).toBe("close the job");
  const attributes = attempts.map(({ options }) => options.attributes ?? {});
  expect(attempts.map(({ name, status }, at) => [name, attributes[at]?.["sfbulk.verdict"], status])).toEqual([
    ["sfbulk close job", "transient", { code: opentelemetry.SpanStatusCode.ERROR, message: "ServerFailure" }],
    ["sfbulk close job", "transient", { code: opentelemetry.SpanStatusCode.ERROR, message: "NoReply" }],
    ["sfbulk close job", "final", { code: opentelemetry.SpanStatusCode.ERROR, message: "InvalidJobState" }],
    ["sfbulk read job", "ok", { code: opentelemetry.SpanStatusCode.UNSET }],
  ]);
  for (const { parent: above, options, end } of attempts) {
    expect(above).toBe(parent?.span);
    expect(options.kind).toBe(opentelemetry.SpanKind.CLIENT);
    expect(end).toBeGreaterThanOrEqual(Number(options.startTime));
    expect(options.startTime).toBeGreaterThan(began - 60_000);
  }
  expect(attributes[0]).toMatchObject({
    "http.request.method": "POST",
    "http.response.status_code": 503,
    "http.request.resend_count": 0,
    "error.type": "ServerFailure",
    "server.address": "acme.my.salesforce.com",
    "url.path": `/services/async/${core.defaultVersion}/job/${jobId}`,
    "sfbulk.job.id": jobId,
    "sfbulk.pause": expect.any(Number) as number,
  });
  expect(attributes[1]).not.toHaveProperty(["http.response.status_code"]);
  expect(attributes[1]).toMatchObject({ "error.type": "NoReply", "http.request.resend_count": 1 });
  expect(attributes[2]).toMatchObject({ "error.type": "InvalidJobState", "http.response.status_code": 400 });
  expect(histograms).toEqual(["http.client.request.duration"]);
  expect(durations.map(({ attributes: of }) => of?.["error.type"])).toEqual([
    "ServerFailure",
    "NoReply",
    "InvalidJobState",
    undefined,
  ]);
  for (const { seconds, attributes: of } of durations) {
    expect(seconds).toBeGreaterThanOrEqual(0);
    // An attribute with an id in it would make a series for each job.
    expect(JSON.stringify(of)).not.toContain(jobId.slice(0, 15));
  }
  expect(JSON.stringify([attributes, durations])).not.toContain(accessToken);
});

test("the recipe for a log says what went wrong, and nothing of the token", async () => {
  const emulator = createEmulator({ instanceUrl });
  const { fetch, accessToken, control } = emulator;
  const { id: jobId } = await control.addJob();
  await control.fail({ kind: "status", status: 503 });
  const lines: string[] = [];
  for (const level of ["debug", "warn"] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(`${level} ${line}`));
  }
  const [recipe] = findExamples().filter(
    ({ place, code }) => place.startsWith("docs/observe.md") && code.includes("logAttempt"),
  );
  const connection = { instanceUrl, accessToken, fetch, retry: { baseDelay: 1, maxDelay: 1 } };
  await runExample(recipe?.code ?? "", { given: { connection, jobId }, modules: { "@sfbulk/core": core } });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(
    /^warn \{"action":"close job \\"750\w+\\"","attempt":1,"verdict":"transient","status":503,"code":"ServerFailure"/,
  );
  expect(lines[1]).toMatch(/^debug .*"verdict":"ok","status":200/);
  expect(lines.join()).not.toContain(accessToken);
});
