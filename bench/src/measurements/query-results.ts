import { alternate, type Measured, repeat } from "../alternate.ts";
import type { Contender, Measurement, Parameters, Ratio, Run } from "../measurement.ts";
import { jobId } from "../recorded-replies.ts";
import { pairedRatio, shownSpread, spread } from "../spread.ts";
import { startProcess } from "../start-process.ts";

const accessToken = "00D000000000001!bench";
const soql = "SELECT Id, Name, BillingCity, CreatedDate FROM Account";
const pageRows = 50_000;
const lineFeed = 0x0a;

/** Counts lines by their ends: no value here has one. */
function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) lines++;
  return lines;
}

/** jsforce takes the header of each page but the first for a record. */
const headersAsRecords = (pages: number): number => pages - 1;

const measured =
  (read: () => Promise<number>, tooMany: (pages: number) => number = () => 0): Run =>
  async ({ pages }: Parameters) => {
    globalThis.gc?.();
    let peak = 0;
    const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
    const began = performance.now();
    const rows = await read();
    const seconds = (performance.now() - began) / 1000;
    clearInterval(look);
    if (rows !== Number(pages) * pageRows + tooMany(Number(pages))) throw new Error(`${rows} rows were read`);
    return { rows: rows / seconds, memory: Math.max(peak, process.memoryUsage.rss()) / 1e6 };
  };

const oursWith =
  (options: { readonly concurrency?: number; readonly order?: "any" }): Contender =>
  async (url) => {
    const { envConnection, nodeAdapter, queryJobResultsCsv } = await import("@sfbulk/node");
    const env = { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: accessToken };
    const connection = envConnection({ env, fetch: nodeAdapter({ proxy: false }) });
    return measured(async () => {
      // The header is no row.
      let lines = -1;
      for await (const bytes of queryJobResultsCsv(connection, jobId, options)) lines += countLines(bytes);
      return lines;
    });
  };

const ours = "@sfbulk/node, queryJobResultsCsv";
const jsforceName = "jsforce, bulk2.query";

export const contenders: Readonly<Record<string, Contender>> = {
  [ours]: oursWith({}),
  "@sfbulk/node, in any order": oursWith({ order: "any" }),
  "@sfbulk/node, page by page": oursWith({ concurrency: 1 }),
  [jsforceName]: async (instanceUrl) => {
    const { default: jsforce } = await import("jsforce");
    const connection = new jsforce.Connection({ instanceUrl, accessToken, version: "68.0" });
    return measured(async () => {
      const found = await connection.bulk2.query(soql);
      let rows = 0;
      await new Promise<void>((resolve, reject) => {
        found.on("record", () => rows++);
        found.on("end", resolve);
        found.on("error", reject);
      });
      return rows;
    }, headersAsRecords);
  },
};

const latencies = [0, 20];

export const queryResults: Measurement = {
  name: "query-results",
  measure: async ({ large, quick }) => {
    const pages = large ? 200 : 8;
    // After 500,000 records, jsforce waits for ever for somebody to read a stream of its own.
    const names = Object.keys(contenders).filter((name) => !large || name !== jsforceName);
    const found = new Map<number, Map<string, Measured>>();
    for (const latency of latencies) {
      const { first, stop } = await startProcess("query-server.js", [latency, pages, pageRows].map(String));
      const turns = await alternate({
        module: import.meta.url,
        names,
        url: (first as { readonly url: string }).url,
        rounds: large ? [{ pages }] : repeat(quick ? 2 : 3, { pages }),
        execArgv: ["--expose-gc"],
      });
      found.set(latency, turns);
      await stop();
    }
    const of = (latency: number, name: string): Measured => found.get(latency)?.get(name) ?? {};
    const compared: Ratio[] = [
      ...latencies.map((latency): Ratio => ({
        name: `query results, rows/s at ${latency} ms: ${ours} / ${jsforceName}`,
        value: pairedRatio(of(latency, ours)["rows"], of(latency, jsforceName)["rows"]),
        ...(latency === 20 ? { bar: { atLeast: 3 } } : {}),
      })),
      {
        name: `query results, memory at 20 ms: ${ours} / ${jsforceName}`,
        value: pairedRatio(of(20, ours)["memory"], of(20, jsforceName)["memory"]),
      },
    ];
    return {
      name: "query-results",
      title: "Exporting what a query found",
      text: [
        `${(pages * pageRows).toLocaleString("en-US")} rows of four fields, in ${pages} pages of ${pageRows.toLocaleString("en-US")}, from a server that has the bytes ready and answers at once or after ${latencies.at(-1)} ms. \`@sfbulk/node\` gives bytes of whole rows, counted against what Salesforce says; jsforce's \`bulk2.query\` gives records, those of each further page with its header as one more. It does not come to an end with more than 500,000 of them, and its stream of CSV loses rows where there are several pages, so it is compared at this size, and not with 10 million rows (\`--large\`).`,
      ],
      tables: [
        {
          columns: [
            "contender",
            ...latencies.flatMap((latency) => [`rows/s, ${latency} ms`, `peak memory, MB, ${latency} ms`]),
          ],
          rows: names.map((name) => [
            name,
            ...latencies.flatMap((latency) => [
              shownSpread(spread(of(latency, name)["rows"])),
              shownSpread(spread(of(latency, name)["memory"])),
            ]),
          ]),
        },
      ],
      plots: [],
      ratios: large ? [] : compared,
    };
  },
};
