import { pause } from "../../async/pause.ts";
import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange, longestPause, type Outcome } from "../../exchange/exchange.ts";
import { toError } from "../../exchange/failure.ts";
import { retryDelay } from "../../exchange/retry-delay.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { addBatchRequest } from "../../requests/batch-requests.ts";
import { findSentBatch } from "./find-sent-batch.ts";
import type { UploadGate } from "./upload-gate.ts";
import { nextMoment, rememberBatch } from "../jobs/known-batches.ts";

/** A batch to send. */
export interface BatchToSend {
  readonly jobId: string;
  /** The format of the job's batches, `CSV`. */
  readonly format: string;
  /** The header for the rows. */
  readonly contentType: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** Options of sending a batch. */
export interface SendBatchOptions extends CallOptions {
  /** What lets it out, where it is one of many. */
  readonly gate?: UploadGate | undefined;
}

/**
 * Sends rows, and again only when it is known that they are not there.
 *
 * @throws the caller's abort reason; the errors of an exchange, which say whether the batch was added.
 */
export async function sendBatchOnce(
  target: Target,
  batch: BatchToSend,
  { gate = openGate, ...options }: SendBatchOptions,
): Promise<BatchInfo> {
  const { jobId, format, contentType, body } = batch;
  const request = addBatchRequest(jobId, contentType, body);
  let leave = await gate.enter(options.signal);
  const moment = nextMoment();
  const began = performance.now();
  let attempts = 0;
  let failures = 0;
  for (;;) {
    // What Salesforce has refused without doing anything, an exchange repeats by itself.
    const outcome = await leaving(
      leave,
      exchange({ ...target, attempts: target.attempts - failures }, request, options),
    );
    attempts += outcome.attempts;
    failures += outcome.failures;
    if (outcome.ok) return rememberBatch(target, outcome.value);
    const { failure, patience, mayHaveApplied } = outcome;
    const fail = (note?: string): Error =>
      toError(request.action, failure, { jobId, attempts, ...(note === undefined ? {} : { note }) });
    if (!mayHaveApplied && (patience === undefined || failure.fault !== undefined)) throw fail();
    const { retryAfter = 0 } = failure;
    if (retryAfter > longestPause(target)) throw fail("whether the batch was added is unknown");
    const found = await findSentBatch(target, { jobId, format, body, began, moment, retryAfter }, options);
    if (found.kind === "there") return rememberBatch(target, found.batch);
    if (found.kind === "undecided") throw fail(`whether the batch was added is unknown: ${found.why}`);
    if (failures >= Math.min(target.attempts, patience?.maxAttempts ?? target.attempts)) {
      throw fail("the batch was not added");
    }
    await pause(retryDelay(target, failures, null), options.signal);
    leave = await gate.enter(options.signal);
  }
}

/** Leaves the gate when an exchange has ended, however it did. */
async function leaving<T>(leave: (hasStalled: boolean) => void, work: Promise<Outcome<T>>): Promise<Outcome<T>> {
  let hasStalled = false;
  try {
    const outcome = await work;
    hasStalled = !outcome.ok && outcome.failure.code === "Stalled";
    return outcome;
  } finally {
    leave(hasStalled);
  }
}

const openGate: UploadGate = { enter: () => Promise.resolve(() => undefined) };
