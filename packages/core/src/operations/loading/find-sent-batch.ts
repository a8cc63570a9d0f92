import type { FetchAdapter } from "../../connection/adapter.ts";
import type { Target } from "../../connection/check-connection.ts";
import { type CallOptions, exchange } from "../../exchange/exchange.ts";
import type { BatchInfo } from "../../protocol/batch-info.ts";
import { checkingReply } from "../../requests/api-request.ts";
import { listBatchesRequest, readBatchRowsRequest } from "../../requests/batch-requests.ts";

/** What the org knows of a batch that was sent and not answered. */
export type SentBatch =
  | { readonly kind: "there"; readonly batch: BatchInfo }
  | { readonly kind: "not there" }
  | { readonly kind: "undecided"; readonly why: string };

/**
 * The batches whose answer this process has had, by the adapter that they went through: a batch with the same rows as one
 * of them is another one. The oldest are forgotten, since only what was added since a call began is ever looked at.
 */
const answered = new WeakMap<FetchAdapter, Set<string>>();
const mostRemembered = 10_000;

/** With its time, since an org made for a test gives the same ids as the one before. */
const nameOf = ({ id, createdDate }: BatchInfo): string => `${id.slice(0, 15)} ${createdDate}`;

/** Notes that the caller has got this batch. */
export function rememberBatch({ adapter }: Target, batch: BatchInfo): BatchInfo {
  const names = answered.get(adapter) ?? new Set();
  answered.set(adapter, names.add(nameOf(batch)));
  if (names.size > mostRemembered) {
    const [oldest] = names;
    if (oldest !== undefined) names.delete(oldest);
  }
  return batch;
}

/** How far the org's whole seconds, and its clock and ours, may be apart within one exchange. In milliseconds. */
const tolerance = 2000;

/**
 * Looks for a batch that was sent, by the rows that the org holds.
 *
 * @param body - The rows that were sent.
 * @param began - When the first attempt to send them began, in milliseconds of our own clock.
 */
export async function findSentBatch(
  target: Target,
  jobId: string,
  body: string | Uint8Array,
  began: number,
  options: CallOptions,
): Promise<SentBatch> {
  const dated = checkingReply(listBatchesRequest(jobId), (batches, headers) => ({
    batches,
    date: headers().get("date"),
  }));
  const list = await exchange(target, dated, options);
  if (!list.ok) return { kind: "undecided", why: `the job's batches cannot be listed, because ${list.failure.why}` };
  const since = startOnTheirClock(list.value.date, began);
  const known = answered.get(target.adapter);
  const candidates = list.value.batches.filter(
    (batch) => known?.has(nameOf(batch)) !== true && (since === undefined || Date.parse(batch.createdDate) >= since),
  );
  const same: BatchInfo[] = [];
  const text = typeof body === "string" ? body : decode(body);
  const sent = text === undefined ? undefined : normalise(text);
  for (const batch of candidates) {
    // One after another: each may have 10 MB.
    const rows = await exchange(target, readBatchRowsRequest(jobId, batch.id), options);
    if (!rows.ok || sent === undefined) {
      const why = rows.ok ? "a ZIP archive cannot be compared" : `its rows cannot be read, because ${rows.failure.why}`;
      return { kind: "undecided", why: `batch "${batch.id}" may be it, but ${why}` };
    }
    const held = normalise(rows.value);
    if (held === sent) same.push(batch);
    // Nothing marks the end of CSV: what we read may be the first part of what is there.
    else if (sent.startsWith(held)) {
      return {
        kind: "undecided",
        why: `batch "${batch.id}" may be it, but its rows came as the first part of ours only`,
      };
    }
  }
  const [batch, another] = same;
  if (batch === undefined) return { kind: "not there" };
  if (another === undefined) return { kind: "there", batch };
  return {
    kind: "undecided",
    why: `${same.length} batches have the same rows, among them "${batch.id}" and "${another.id}"`,
  };
}

/** The moment of our first attempt as the org's clock showed it, with some room; `undefined` where it tells no time. */
function startOnTheirClock(date: string | null, began: number): number | undefined {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? undefined : theirs - (Date.now() - began) - tolerance;
}

/** Reads bytes as the text that they are; `undefined` for a ZIP archive, of which Salesforce gives back one file only. */
function decode(body: Uint8Array): string | undefined {
  if (body[0] === 0x50 && body[1] === 0x4b) return undefined;
  return new TextDecoder().decode(body);
}

/** The same rows, whatever became of the byte order mark and the line ends on the way. */
export const normalise = (text: string): string =>
  text
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n")
    .trimEnd();
