import { alternate, type Measured, repeat } from "../alternate.ts";
import type { Contender, Measurement, Run } from "../measurement.ts";
import { jobId } from "../recorded-replies.ts";
import { pairedRatio, shownSpread, spread } from "../spread.ts";
import { startServer } from "../start-server.ts";

const accessToken = "00D000000000001!bench";
const batchRows = 10_000;

const recordOf = (row: number): Record<string, string> => ({
  Name: `Acme "${row}" GmbH`,
  Phone: `+49 30 ${row}`,
  BillingCity: row % 3 === 0 ? "Zürich" : "Berlin",
  Description: `first line\nsecond line of ${row}`,
});

function* makeRecords(first: number, count: number): Generator<Record<string, string>> {
  for (let row = first; row < first + count; row++) yield recordOf(row);
}

const measured =
  (load: (count: number) => Promise<unknown>): Run =>
  async ({ rows }) => {
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    let peak = before;
    const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
    const began = performance.now();
    await load(Number(rows));
    const seconds = (performance.now() - began) / 1000;
    clearInterval(look);
    return { rows: Number(rows) / seconds, memory: Math.max(peak, process.memoryUsage.rss()) / 1e6 };
  };

export const contenders: Readonly<Record<string, Contender>> = {
  "@sfbulk/node, addBatches": async (url) => {
    const { addBatches, envConnection, nodeAdapter } = await import("@sfbulk/node");
    const env = { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: accessToken };
    const connection = envConnection({ env, fetch: nodeAdapter({ proxy: false }) });
    return measured(async (count) => {
      await addBatches(connection, { id: jobId, contentType: "CSV" }, makeRecords(0, count), { concurrency: 1 });
    });
  },
  jsforce: async (instanceUrl) => {
    const { default: jsforce } = await import("jsforce");
    const connection = new jsforce.Connection({ instanceUrl, accessToken, version: "68.0" });
    // What `bulk.load` does up to the server's answer, batch by batch: it takes one batch a call, and waits a second
    // before it asks what became of it, which would be all that is measured.
    return measured(async (count) => {
      for (let first = 0; first < count; first += batchRows) {
        const batch = connection.bulk.job(jobId).createBatch();
        await new Promise((resolve, reject) => {
          batch.on("queue", resolve);
          batch.on("error", reject);
          void batch.execute([...makeRecords(first, Math.min(batchRows, count - first))]);
        });
      }
    });
  },
};

export const records: Measurement = {
  name: "records",
  measure: async ({ large, quick }) => {
    const server = await startServer();
    const names = Object.keys(contenders);
    const rows = large ? 1_000_000 : 100_000;
    const found = await alternate({
      module: import.meta.url,
      names,
      url: server.url,
      rounds: repeat(large || quick ? 3 : 5, { rows }),
      execArgv: ["--expose-gc"],
    });
    await server.stop();
    const of = (name: string): Measured => found.get(name) ?? {};
    return {
      name: "records",
      title: "Loading records",
      text: [
        `${rows.toLocaleString("en-US")} records of four fields, made one by one, go into batches of 10,000 rows, one at a time. \`@sfbulk/node\` gzips them; jsforce does not. jsforce is measured up to the server's answer to each batch: its \`bulk.load\` then waits before it asks for the batch's state.`,
      ],
      tables: [
        {
          columns: ["contender", "rows/s", "peak memory, MB"],
          rows: names.map((name) => [
            name,
            shownSpread(spread(of(name)["rows"])),
            shownSpread(spread(of(name)["memory"])),
          ]),
        },
      ],
      plots: [
        {
          kind: "bars",
          file: "records",
          title: "Loading records",
          groups: ["rows a second", "peak memory, MB"],
          series: names.map((name) => ({ name, values: [spread(of(name)["rows"]), spread(of(name)["memory"])] })),
        },
      ],
      ratios: [
        {
          name: "records, rows/s: @sfbulk/node / jsforce",
          value: pairedRatio(of("@sfbulk/node, addBatches")["rows"], of("jsforce")["rows"]),
        },
        {
          name: "records, memory: @sfbulk/node / jsforce",
          value: pairedRatio(of("@sfbulk/node, addBatches")["memory"], of("jsforce")["memory"]),
        },
      ],
    };
  },
};
