import { type FetchAdapter } from "@sfbulk/core";
import { utf8 } from "./query-org.ts";
import { jobId, json, type Seen } from "./scripted-adapter.ts";

export const query = (changes: Record<string, unknown> = {}): Response =>
  json({
    id: jobId,
    operation: "query",
    object: "Account",
    createdById: "005D0000001ALVFIA4",
    createdDate: "2026-02-12T15:43:48.000+0000",
    systemModstamp: "2026-02-12T15:43:48.000+0000",
    state: "JobComplete",
    concurrencyMode: "Parallel",
    contentType: "CSV",
    apiVersion: 68.0,
    lineEnding: "LF",
    columnDelimiter: "COMMA",
    ...changes,
  });
export const refusal = (errorCode: string, message: string, status = 400): Response =>
  json([{ errorCode, message }], status);
export const lost = (): Error => new TypeError("fetch failed");
export const line = ({ url, init }: Seen): string => `${init.method} ${new URL(url).pathname}${new URL(url).search}`;
export const base = `/services/data/v68.0/jobs/query/${jobId}`;
export const noRows = { "sforce-locator": "null", "sforce-numberofrecords": "0" };

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}
export const textOf = async (source: AsyncIterable<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder();
  return (await collect(source)).map((bytes) => decoder.decode(bytes, { stream: true })).join("");
};

export interface PageOrg {
  /** The rows of each page, without the header. */
  readonly pages: readonly (readonly string[])[];
  readonly header?: string;
  readonly job?: Record<string, unknown>;
  /** Answers in place of a page, the first time it is asked for. */
  readonly serve?: (page: number, attempt: number, body: Uint8Array<ArrayBuffer>) => Response | undefined | Error;
  readonly headers?: (page: number) => Record<string, string>;
  /** The name that the address of the next list goes by. */
  readonly nextName?: string;
  /** How many pages a list names. */
  readonly atOnce?: number;
}

/** Answers about one query job, whose pages are named `p0`, `p1` and so on. */
export function pageOrg(org: PageOrg): FetchAdapter & { readonly seen: Seen[] } {
  const { pages, header = '"Id","Name"\n', job = {}, nextName = "nextRecordsUrl", atOnce = 5 } = org;
  const seen: Seen[] = [];
  const attempts = new Map<number, number>();
  const total = pages.reduce((sum, rows) => sum + rows.length, 0);
  const adapter: FetchAdapter = async (url, init) => {
    seen.push({ url, init });
    const { pathname, searchParams } = new URL(url);
    const part = pathname.split("/").at(-1);
    const start = Number((searchParams.get("locator") ?? "p0").slice(1));
    if (part === "resultPages") {
      const end = Math.min(pages.length, start + atOnce);
      const resultPages = pages
        .slice(start, end)
        .map((_, index) => ({ resultUrl: `${base}/results?locator=p${start + index}` }));
      const done = end >= pages.length;
      return await Promise.resolve(
        json({ resultPages, done, [nextName]: done ? null : `${base}/resultPages?locator=p${end}` }),
      );
    }
    if (part !== "results") return await Promise.resolve(query({ numberRecordsProcessed: total, ...job }));
    const attempt = (attempts.get(start) ?? 0) + 1;
    attempts.set(start, attempt);
    const rows = pages[start] ?? [];
    const body = utf8(header + rows.join(""));
    const served = org.serve?.(start, attempt, body);
    if (served instanceof Error) throw served;
    const headers = org.headers?.(start) ?? {
      "sforce-locator": start + 1 < pages.length ? `p${start + 1}` : "null",
      "sforce-numberofrecords": String(rows.length),
    };
    const reply = served ?? new Response(body);
    for (const [name, value] of Object.entries(headers)) reply.headers.set(name, value);
    return await Promise.resolve(reply);
  };
  return Object.assign(adapter, { seen });
}

export const row = (number: number): string =>
  `"001${number}","Line ""${number}""\nbreak, ${"x".repeat(number % 7)}"\n`;
export const rowsOf = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => row(from + index));
export const three = [rowsOf(0, 3), rowsOf(3, 2), rowsOf(5, 4)];
