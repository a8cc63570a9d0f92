import { compareRows } from "../../rows/compare-rows.ts";
import { pause } from "../../async/pause.ts";
import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { checkingReply } from "../../requests/api-request.ts";
import { listBatchesRequest, readBatchRowsRequest } from "../../requests/batch-requests.ts";
import { isKnown, knowsAllBatches } from "../jobs/known-batches.ts";

/** What the org knows of a batch that was sent and not answered. */
export type SentBatch =
  | { readonly kind: "there"; readonly batch: BatchInfo }
  | { readonly kind: "not there" }
  | { readonly kind: "undecided"; readonly why: string };

/** A batch that was sent and not answered. */
export interface LostBatch {
  readonly jobId: string;
  /** The format of the job's batches, `CSV`. */
  readonly format: string;
  readonly body: string | Uint8Array;
  /** When it was sent first, by `performance.now()`: this computer's clock may be set while one waits. */
  readonly began: number;
  /** The moment before it was sent first: what was known then is another batch. */
  readonly moment: number;
  /** Milliseconds that the server asked to wait. */
  readonly retryAfter: number;
}

/**
 * Looks for a batch that was sent and not answered, twice at growing distance: its request may still be on its way. Only
 * what was read whole decides; see `compareRows`.
 *
 * Batches that are accounted for are no candidates. Where all others are ours (the job was made here, or listed before
 * anything was sent) the rows alone decide. Elsewhere a batch with the same rows may be another's who loads the same: then
 * it must have been made since ours was sent, by the org's clock, and where that does not tell, it is undecided.
 *
 * @throws the caller's abort reason.
 */
export async function findSentBatch(target: Target, lost: LostBatch, options: CallOptions): Promise<SentBatch> {
  const { baseDelay } = target;
  /** Batches that are certainly others, which need not be read a second time. */
  const others = new Set<string>();
  // Never sooner than that: what was reset on its way arrives within a moment, if at all.
  await pause(Math.max(2 * baseDelay, lost.retryAfter), options.signal);
  const first = await look(target, lost, others, options);
  if (first.kind === "there") return first;
  await pause(8 * baseDelay, options.signal);
  return await look(target, lost, others, options);
}

async function look(target: Target, lost: LostBatch, others: Set<string>, options: CallOptions): Promise<SentBatch> {
  const { jobId, body, moment } = lost;
  const dated = checkingReply(listBatchesRequest(jobId), (batches, headers) => ({
    batches,
    date: headers().get("date"),
  }));
  const list = await exchange(target, dated, options);
  if (!list.ok) return { kind: "undecided", why: `the job's batches cannot be listed, because ${list.failure.why}` };
  const ageOf = knowsAllBatches(target, jobId, moment)
    ? (): "since" => "since"
    : ageSince(list.value.date, performance.now() - lost.began);
  const sent = typeof body === "string" ? body : decode(body);
  const same: BatchInfo[] = [];
  let unclear: string | undefined;
  for (const batch of list.value.batches) {
    if (others.has(batch.id) || isKnown(target, batch, moment)) continue;
    const age = ageOf(batch);
    if (age === "before") continue;
    const comparison = await compare(target, lost, sent, batch, options);
    if (comparison.kind === "different") others.add(batch.id);
    if (comparison.kind === "same" && age === "since") same.push(batch);
    if (comparison.kind === "same" && age === "unknown") {
      unclear ??= `batch "${batch.id}" has the same rows, and by the org's clock it may be ours or have been there before`;
    }
    if (comparison.kind === "unclear") unclear ??= `batch "${batch.id}" may be it, but ${comparison.why}`;
  }
  const [batch, another] = same;
  if (another !== undefined) {
    const why = `${same.length} batches have the same rows, among them "${batch?.id}" and "${another.id}"`;
    return { kind: "undecided", why };
  }
  if (batch !== undefined) return { kind: "there", batch };
  return unclear === undefined ? { kind: "not there" } : { kind: "undecided", why: unclear };
}

/** Reads the rows of a batch, and compares them with those that were sent. */
async function compare(
  target: Target,
  { jobId, format }: LostBatch,
  sent: string | undefined,
  batch: BatchInfo,
  options: CallOptions,
): Promise<{ readonly kind: "same" | "different" } | { readonly kind: "unclear"; readonly why: string }> {
  if (sent === undefined) return { kind: "unclear", why: "a ZIP archive cannot be compared" };
  const rows = await exchange(target, readBatchRowsRequest(jobId, batch.id), options);
  if (!rows.ok) return { kind: "unclear", why: `its rows cannot be read, because ${rows.failure.why}` };
  const kind = compareRows(format, sent, rows.value);
  return kind === "unclear" ? { kind, why: "what came as its rows neither is ours nor another batch's" } : { kind };
}

/** How far the clocks of an org's servers may be apart: seconds were seen. In milliseconds. */
const clockTolerance = 600_000;
/** How near a time must be for one clock: `createdDate` and `Date` have whole seconds. In milliseconds. */
const sameClock = 2000;

/**
 * Tells whether a batch was made before ours was sent, or since then. Near the moment itself the clocks do not tell, and
 * a page does not see those of another origin.
 *
 * @param date - The time by the org's clock, where its reply may be seen to tell it.
 * @param elapsed - Milliseconds since ours was sent.
 */
function ageSince(date: string | null, elapsed: number): (batch: BatchInfo) => "before" | "unknown" | "since" {
  const since = (date === null ? Number.NaN : Date.parse(date)) - elapsed;
  return ({ createdDate }) => {
    const after = Date.parse(createdDate) - since;
    if (after < -clockTolerance) return "before";
    return after >= -sameClock ? "since" : "unknown";
  };
}

/** Reads bytes as the string that they are; `undefined` for a ZIP archive, of which Salesforce gives back one file only. */
function decode(body: Uint8Array): string | undefined {
  if (body[0] === 0x50 && body[1] === 0x4b) return undefined;
  return new TextDecoder().decode(body);
}
