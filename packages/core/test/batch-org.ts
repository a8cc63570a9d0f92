import type { AdapterInit, FetchAdapter } from "@sfbulk/core";
import { jobFields, jobId, json } from "./scripted-adapter.ts";

/** What becomes of the next batch that is sent. */
export type Fate =
  | "answered"
  /** It is there, and its answer is not. */
  | "answer lost"
  | "request lost"
  /** Its connection is reset, and it comes so many milliseconds later. */
  | { readonly late: number };

/** A batch as the org has it. */
export interface HeldBatch {
  readonly id: string;
  readonly body: string;
  readonly createdDate: string;
}

/** An org with one job, whose batches are lost as told. Its clock may go wrong, and its replies may be anything. */
export interface BatchOrg {
  readonly adapter: FetchAdapter;
  readonly batches: HeldBatch[];
  /** The fates of the batches to come; then they are answered. */
  readonly fates: Fate[];
  /** The requests, `POST batch`, `GET batch`, `GET request`. */
  readonly log: string[];
  /** Adds a batch of somebody else's, made at that time by the org's clock. */
  readonly addForeign: (body: string, at?: number) => HeldBatch;
}

export interface BatchOrgOptions {
  /** The time that `createdDate` tells. Default: this computer's. */
  readonly now?: () => number;
  /** The time that the header `Date` tells; `undefined` for none. Default: that of `createdDate`. */
  readonly date?: () => number | undefined;
  /** Gives the rows of a batch, for the so-manieth reading. Default: as they were sent. */
  readonly read?: (batch: HeldBatch, reading: number) => Response;
}

export function batchOrg({
  now = Date.now,
  date = now,
  read = ({ body }) => new Response(body),
}: BatchOrgOptions = {}): BatchOrg {
  const batches: HeldBatch[] = [];
  const fates: Fate[] = [];
  const log: string[] = [];
  let readings = 0;
  /** Salesforce's times have whole seconds. */
  const add = (body: string, at = now()): HeldBatch => {
    const createdDate = `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}.000+0000`;
    const batch = { id: `7519H00000${String(batches.length + 1).padStart(5, "0")}`, body, createdDate };
    batches.push(batch);
    return batch;
  };
  const info = ({ id, createdDate }: HeldBatch): object => ({
    id,
    jobId,
    state: "Queued",
    stateMessage: null,
    createdDate,
    systemModstamp: createdDate,
  });
  const reset = (): Error => new TypeError("fetch failed", { cause: new Error("ECONNRESET") });
  const adapter: FetchAdapter = async (url, { method, body }: AdapterInit) => {
    const [, path = ""] = /\/job(?:\/\w{15,18})?(.*)$/.exec(url) ?? [];
    if (method === "POST" && path === "") return json(jobFields({ state: "Open", apiVersion: 68 }), 201);
    if (method === "POST") {
      log.push("POST batch");
      const text = new TextDecoder().decode(body);
      const fate = fates.shift() ?? "answered";
      if (fate === "request lost") throw reset();
      if (typeof fate === "object") {
        setTimeout(() => add(text), fate.late);
        throw reset();
      }
      const batch = add(text);
      if (fate === "answer lost") throw reset();
      return json(info(batch), 201);
    }
    const time = date();
    const headers = time === undefined ? {} : { date: new Date(time).toUTCString() };
    if (path === "/batch") {
      log.push("GET batch");
      return json({ batchInfo: batches.map(info) }, 200, headers);
    }
    log.push("GET request");
    const batch = batches.find(({ id }) => path.includes(id));
    if (batch === undefined) return new Response(null, { status: 404 });
    return read(batch, ++readings);
  };
  return { adapter, batches, fates, log, addForeign: add };
}
