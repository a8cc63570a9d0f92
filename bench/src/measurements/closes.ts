import { alternate, type Measured, repeat } from "../alternate.ts";
import { doMany } from "../do-many.ts";
import type { Contender, Measurement, Ratio, Run } from "../measurement.ts";
import { jobId } from "../recorded-replies.ts";
import { pairedRatio, shownSpread, spread } from "../spread.ts";
import { startServer } from "../start-server.ts";

const accessToken = "00D000000000001!bench";
const headers = { "content-type": "application/json; charset=UTF-8", "x-sfdc-session": accessToken };
const body = '{"state":"Closed"}';

const turns =
  (close: () => Promise<unknown>): Run =>
  async ({ count, concurrency }) =>
    await doMany(close, Number(count), Number(concurrency));

/** Whoever answers wrong must not win. */
function checkClosed(job: { readonly state?: string; readonly id?: string }): void {
  if (job.state !== "Closed" || job.id !== jobId) throw new Error("The job is not closed");
}

export const contenders: Readonly<Record<string, Contender>> = {
  "@sfbulk/node": async (url) => {
    const { closeJob, envConnection, nodeAdapter } = await import("@sfbulk/node");
    const env = { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: accessToken };
    const connection = envConnection({ env, fetch: nodeAdapter({ connections: 32, proxy: false }) });
    return turns(async () => await closeJob(connection, jobId));
  },
  "@sfbulk/core, global fetch": async (url) => {
    const { closeJob } = await import("@sfbulk/core");
    const connection = { instanceUrl: url, accessToken };
    return turns(async () => await closeJob(connection, jobId));
  },
  jsforce: async (instanceUrl) => {
    const { default: jsforce } = await import("jsforce");
    const connection = new jsforce.Connection({ instanceUrl, accessToken, version: "68.0" });
    return turns(async () => {
      const job = connection.bulk.job(jobId);
      const info = await job.close();
      checkClosed({ ...info });
    });
  },
  "raw fetch": async (url) => {
    const address = `${url}/services/async/68.0/job/${jobId}`;
    return await Promise.resolve(
      turns(async () => {
        const response = await fetch(address, { method: "POST", headers, body });
        checkClosed(JSON.parse(await response.text()) as object);
      }),
    );
  },
  "raw fetch, as the seam asks for it": async (url) => {
    const address = `${url}/services/async/68.0/job/${jobId}`;
    const all = {
      ...headers,
      accept: "application/json, application/xml;q=0.9, text/csv;q=0.8",
      "accept-encoding": "gzip",
      authorization: `Bearer ${accessToken}`,
      "sforce-call-options": "client=bench",
    };
    const bytes = new TextEncoder().encode(body);
    return await Promise.resolve(
      turns(async () => {
        const { signal } = new AbortController();
        const response = await fetch(address, {
          method: "POST",
          headers: all,
          body: bytes,
          redirect: "manual",
          signal,
        });
        const pieces: Uint8Array[] = [];
        for await (const piece of response.body ?? []) pieces.push(piece);
        checkClosed(JSON.parse(Buffer.concat(pieces).toString()) as object);
      }),
    );
  },
  "undici.request": async (url) => {
    const { Agent, request } = await import("undici");
    const dispatcher = new Agent({ connections: 32 });
    const address = `${url}/services/async/68.0/job/${jobId}`;
    return turns(async () => {
      const response = await request(address, { method: "POST", headers, body, dispatcher });
      checkClosed(JSON.parse(await response.body.text()) as object);
    });
  },
};

export const closes: Measurement = {
  name: "closes",
  eachNode: true,
  measure: async ({ node, quick }) => {
    const server = await startServer();
    const names = Object.keys(contenders);
    const measured = new Map<number, Map<string, Measured>>();
    for (const [concurrency, count, times] of [
      [1, quick ? 400 : 700, quick ? 5 : 9],
      [32, quick ? 1500 : 3000, quick ? 5 : 9],
    ] as const) {
      const found = await alternate({
        module: import.meta.url,
        names,
        url: server.url,
        node,
        rounds: repeat(times, { concurrency, count }),
      });
      measured.set(concurrency, found);
    }
    await server.stop();
    const of = (name: string, concurrency: number, quantity = "perSecond"): readonly number[] =>
      measured.get(concurrency)?.get(name)?.[quantity] ?? [];
    const ratio = (one: string, other: string, concurrency: number, bar?: Ratio["bar"]): Ratio => ({
      name: `closes, ${concurrency} at a time: ${one} / ${other}`,
      value: pairedRatio(of(one, concurrency), of(other, concurrency)),
      ...(bar === undefined ? {} : { bar }),
    });
    /** By the processor's time, which who else is on the machine takes from nobody. */
    const lighter = (one: string, other: string, concurrency: number): Ratio => ({
      name: `closes, ${concurrency} at a time, processor's time: ${other} / ${one}`,
      value: pairedRatio(of(other, concurrency, "cpu"), of(one, concurrency, "cpu")),
    });
    return {
      name: "closes",
      title: "Closes a second",
      text: [
        "Each contender closes the same job over and over in a process of its own; they take turns. `@sfbulk/node` and `@sfbulk/core` check the reply field by field, ask for gzip and decompress it, have a time limit over each attempt, and would retry, renew the session and settle a lost answer. `raw fetch` and `undici.request` are a POST and `JSON.parse`: no time limit, no check, nothing repeated. `raw fetch, as the seam asks for it` has the headers that we send, a signal, and reads the body piece by piece, so that it can be stopped and is bounded: what these promises cost below our code. `CPU` is the processor's time of the contender's process for each close, which depends less on what else the machine does.",
      ],
      tables: [
        {
          columns: [
            "contender",
            "closes/s, one at a time",
            "closes/s, 32 at a time",
            "CPU, µs, at 1",
            "CPU, µs, at 32",
          ],
          rows: names.map((name) => [
            name,
            ...[1, 32].map((concurrency) => shownSpread(spread(of(name, concurrency)))),
            ...[1, 32].map((concurrency) => shownSpread(spread(of(name, concurrency, "cpu")))),
          ]),
        },
      ],
      plots: [
        {
          kind: "bars",
          file: "closes",
          title: "Closes a second",
          groups: ["one at a time", "32 at a time"],
          series: names.map((name) => ({
            name,
            values: [1, 32].map((concurrency) => spread(of(name, concurrency))),
          })),
        },
      ],
      ratios: [
        ratio("@sfbulk/node", "jsforce", 32, { atLeast: 6 }),
        ratio("@sfbulk/node", "raw fetch", 32, { atLeast: 3 }),
        ratio("@sfbulk/node", "jsforce", 1, { atLeast: 5 }),
        ratio("@sfbulk/node", "undici.request", 32, { atLeast: 0.5 }),
        ratio("@sfbulk/node", "undici.request", 1, { atLeast: 0.5 }),
        ratio("undici.request", "jsforce", 32),
        ratio("undici.request", "jsforce", 1),
        ratio("@sfbulk/core, global fetch", "raw fetch", 1, { atLeast: 0.9 }),
        ratio("@sfbulk/core, global fetch", "raw fetch", 32, { atLeast: 0.9 }),
        ratio("@sfbulk/core, global fetch", "raw fetch, as the seam asks for it", 1),
        ratio("@sfbulk/core, global fetch", "raw fetch, as the seam asks for it", 32),
        ...[1, 32].flatMap((concurrency) => [
          ...["jsforce", "raw fetch", "undici.request"].map((other) => lighter("@sfbulk/node", other, concurrency)),
          lighter("@sfbulk/core, global fetch", "raw fetch, as the seam asks for it", concurrency),
        ]),
      ],
    };
  },
};
