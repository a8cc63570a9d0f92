import type { FetchAdapter } from "@sfbulk/core";
import { batchId, fault, jobId, jobReply, json, type Seen } from "./scripted-adapter.ts";

/** A batch of a query job: where it stands, and the ids of its results. */
export interface QueryBatch {
  readonly id: string;
  readonly state: string;
  readonly stateMessage?: string;
  /** How many records Salesforce says that it has. Default: it has not counted them. */
  readonly records?: number;
  readonly results: readonly string[];
}

export const firstResult = "7529H000000xO6L";
export const secondResult = "7529H000000xO6M";

export const completed = (...results: string[]): QueryBatch => ({ id: batchId, state: "Completed", results });

const describe = ({ id, state, stateMessage = "", records = 0 }: QueryBatch): Record<string, unknown> => ({
  id,
  jobId,
  state,
  stateMessage: stateMessage === "" ? null : stateMessage,
  createdDate: "2015-12-15T20:45:25.000+0000",
  systemModstamp: "2015-12-15T20:45:25.000+0000",
  numberRecordsProcessed: records,
  numberRecordsFailed: 0,
});

/** Answers about one query job; each request for a result's data is answered by `serve`. */
export function queryOrg(
  batches: readonly QueryBatch[],
  serve: (resultId: string, signal: AbortSignal) => Response | Promise<Response>,
  job: Record<string, unknown> = {},
): FetchAdapter & { readonly seen: Seen[] } {
  const seen: Seen[] = [];
  const adapter: FetchAdapter = async (url, init) => {
    seen.push({ url, init });
    const [, , id, word, resultId] = url.replace(/^.*\/job\//, "").split("/");
    if (resultId !== undefined) return await serve(resultId, init.signal);
    const batch = batches.find((one) => one.id === id);
    if (word === "result") {
      if (batch?.state === "Completed") return json(batch.results);
      const waits = batch?.state === "Queued" || batch?.state === "InProgress";
      return fault("InvalidBatch", waits ? "Batch not completed" : "Records not processed");
    }
    if (id !== undefined)
      return batch === undefined ? fault("InvalidBatch", "Unable to find batch") : json(describe(batch));
    return url.endsWith("/batch")
      ? json({ batchInfo: batches.map(describe) })
      : jobReply({ operation: "query", ...job });
  };
  return Object.assign(adapter, { seen });
}

/** A body that comes in these pieces, and then ends or breaks. */
export function piecewise(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  broken = false,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next = 0;
  return new ReadableStream({
    pull: (controller) => {
      const piece = pieces[next++];
      if (piece !== undefined) controller.enqueue(piece);
      else if (broken) controller.error(new TypeError("terminated"));
      else controller.close();
    },
  });
}

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Cuts bytes at these places. */
export function cutAt(bytes: Uint8Array<ArrayBuffer>, places: readonly number[]): Uint8Array<ArrayBuffer>[] {
  const sorted = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].toSorted(
    (a, b) => a - b,
  );
  return sorted.slice(1).map((end, index) => bytes.slice(sorted[index], end));
}
