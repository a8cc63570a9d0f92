import { abortable } from "../../async/abortable.ts";

type Rows = string | Uint8Array<ArrayBuffer>;

/** The rows that are on their way to a job, by the job's 15-character id. */
const underWay = new Map<string, Map<symbol, { readonly rows: Rows; readonly done: Promise<unknown> }>>();

/**
 * Sends rows to a job after the same rows that other calls are sending to it.
 *
 * Were they sent at the same time and one answer lost, nobody could tell whose batch it is that the job has.
 */
export async function afterSameRows<T>(
  jobId: string,
  rows: Rows,
  signal: AbortSignal | undefined,
  send: () => Promise<T>,
): Promise<T> {
  const key = jobId.slice(0, 15);
  const others = underWay.get(key) ?? new Map<symbol, { readonly rows: Rows; readonly done: Promise<unknown> }>();
  underWay.set(key, others);
  const before = [...others.values()].filter((other) => isSame(other.rows, rows)).map(({ done }) => done);
  const own = Symbol("rows");
  const waited = before.length === 0 ? Promise.resolve() : abortable(Promise.allSettled(before), signal);
  const result = waited.then(send);
  others.set(own, { rows, done: result });
  try {
    return await result;
  } finally {
    others.delete(own);
    if (others.size === 0) underWay.delete(key);
  }
}

function isSame(one: Rows, other: Rows): boolean {
  if (typeof one === "string" && typeof other === "string") return one === other;
  const [first, second] = [toBytes(one), toBytes(other)];
  return first.length === second.length && first.every((byte, index) => byte === second[index]);
}

const toBytes = (rows: Rows): Uint8Array => (typeof rows === "string" ? new TextEncoder().encode(rows) : rows);
