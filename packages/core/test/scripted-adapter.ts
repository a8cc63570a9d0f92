import { vi } from "vitest";
import type { AdapterInit, Connection, FetchAdapter, RetryPolicy } from "@sfbulk/core";

/** One request as it reached the adapter. */
export interface Seen {
  readonly url: string;
  readonly init: AdapterInit;
}

/** What the adapter does with a request: answer, throw, or wait. */
export type Step = Response | Error | ((url: string, init: AdapterInit) => Response | Promise<Response>);

/** An adapter that does what a script says, one step a request, and remembers what it was asked. */
export function scriptedAdapter(...steps: readonly Step[]): FetchAdapter & { readonly seen: Seen[] } {
  const seen: Seen[] = [];
  const adapter: FetchAdapter = async (url, init) => {
    const step = steps[seen.length];
    seen.push({ url, init });
    if (step === undefined) throw new Error(`the script has no step ${seen.length}`);
    if (step instanceof Error) throw step;
    return typeof step === "function" ? await step(url, init) : step;
  };
  return Object.assign(adapter, { seen });
}

export const jobId = "7509H0000016GUXQA2";
export const batchId = "7519H000001XiCzQAK";
export const token = "00D9H000000abcdUAA!AQEAQExampleExampleExample.Example_Example";

/** Retries without pauses. */
export const hurried: RetryPolicy = { baseDelay: 0, maxDelay: 0 };

export const connect = (fetch: FetchAdapter, more: Partial<Connection> = {}): Connection => ({
  instanceUrl: "https://acme.my.salesforce.com",
  accessToken: token,
  retry: hurried,
  fetch,
  ...more,
});

/** A job as Salesforce's public collection shows it, with some fields changed. */
export const jobFields = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  apexProcessingTime: 64,
  apiActiveProcessingTime: 225,
  apiVersion: 58,
  assignmentRuleId: null,
  concurrencyMode: "Parallel",
  contentType: "CSV",
  createdById: "005D0000001ALVFIA4",
  createdDate: "2015-12-15T20:45:25.000+0000",
  externalIdFieldName: null,
  fastPathEnabled: false,
  id: jobId,
  numberBatchesCompleted: 1,
  numberBatchesFailed: 0,
  numberBatchesInProgress: 0,
  numberBatchesQueued: 0,
  numberBatchesTotal: 1,
  numberRecordsFailed: 0,
  numberRecordsProcessed: 1,
  numberRetries: 0,
  object: "Account",
  operation: "insert",
  state: "Closed",
  systemModstamp: "2015-12-15T20:45:25.000+0000",
  totalProcessingTime: 403,
  ...changes,
});

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json", ...headers } });

export const jobReply = (changes: Record<string, unknown> = {}): Response => json(jobFields(changes));

export const fault = (exceptionCode: string, exceptionMessage: string, status = 400): Response =>
  json({ exceptionCode, exceptionMessage }, status);

export const xml = (text: string, status = 200): Response =>
  new Response(text, { status, headers: { "content-type": "application/xml" } });

export const page = (status: number, headers: Record<string, string> = {}): Response =>
  new Response("<!DOCTYPE html><html><head><title>Down for maintenance</title></head><body>…</body></html>", {
    status,
    headers: { "content-type": "text/html; charset=UTF-8", ...headers },
  });

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error("expected a rejection");
}

/** The computer's own, before a test has made another one. */
const realTurn = globalThis.setImmediate;

/**
 * Lets the fake clock run until a promise is settled, and gives what came of it: from timer to timer, so that no time goes
 * by while a module is loaded.
 */
export async function inFakeTime<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const done = (): void => void (isSettled = true);
  promise.then(done, done);
  // oxlint-disable-next-line no-unmodified-loop-condition -- it is, when the promise is settled
  while (!isSettled) {
    await new Promise((resolve) => realTurn(resolve));
    if (!isSettled && vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync();
  }
  return await promise;
}
