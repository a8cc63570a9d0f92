import { alternate, type Measured, repeat } from "../alternate.ts";
import type { Contender, Measurement, Parameters, Run } from "../measurement.ts";
import { jobId } from "../recorded-replies.ts";
import { pairedRatio, shownSpread, spread } from "../spread.ts";
import { startServer } from "../start-server.ts";

const accessToken = "00D000000000001!bench";
const batchRows = 10_000;
const batchId = (number: number): string => `751${String(number).padStart(12, "0")}`;

const measured =
  (read: (parameters: Parameters) => Promise<number>): Run =>
  async (parameters) => {
    globalThis.gc?.();
    let peak = 0;
    const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
    const before = process.cpuUsage();
    const began = performance.now();
    const rows = await read(parameters);
    const seconds = (performance.now() - began) / 1000;
    clearInterval(look);
    const { user, system } = process.cpuUsage(before);
    if (rows !== Number(parameters["batches"]) * batchRows) throw new Error(`${rows} rows were read`);
    return {
      rows: rows / seconds,
      perProcessor: rows / ((user + system) / 1e6),
      memory: Math.max(peak, process.memoryUsage.rss()) / 1e6,
    };
  };

export const contenders: Readonly<Record<string, Contender>> = {
  "@sfbulk/node, jobResults": async (url) => {
    const { envConnection, jobResults, nodeAdapter } = await import("@sfbulk/node");
    const env = { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: accessToken };
    const connection = envConnection({ env, fetch: nodeAdapter({ proxy: false }) });
    return measured(async () => {
      let succeeded = 0;
      for await (const { success } of jobResults(connection, jobId)) succeeded += success ? 1 : 0;
      return succeeded;
    });
  },
  jsforce: async (instanceUrl) => {
    const { default: jsforce } = await import("jsforce");
    const connection = new jsforce.Connection({ instanceUrl, accessToken, version: "68.0" });
    return measured(async ({ batches }) => {
      let succeeded = 0;
      for (let batch = 0; batch < Number(batches); batch++) {
        const results = await connection.bulk.job(jobId).batch(batchId(batch)).retrieve();
        for (const result of results) succeeded += "success" in result && result.success ? 1 : 0;
      }
      return succeeded;
    });
  },
  "csv-parse over undici": async (url) => {
    const [{ parse }, { Agent, request }, { createGunzip }] = await Promise.all([
      import("csv-parse"),
      import("undici"),
      import("node:zlib"),
    ]);
    const dispatcher = new Agent();
    const headers = { "x-sfdc-session": accessToken, "accept-encoding": "gzip" };
    return measured(async ({ batches }) => {
      let succeeded = 0;
      for (let batch = 0; batch < Number(batches); batch++) {
        const address = `${url}/services/async/68.0/job/${jobId}/batch/${batchId(batch)}/result`;
        const { body } = await request(address, { headers, dispatcher });
        const rows = body.pipe(createGunzip()).pipe(parse({ columns: true }));
        for await (const row of rows as AsyncIterable<Record<string, string>>)
          succeeded += row["Success"] === "true" ? 1 : 0;
      }
      return succeeded;
    });
  },
  // What the machine does at most: the bytes, decompressed, and each of them looked at once.
  "gunzip and a loop over the bytes": async (url) => {
    const [{ Agent, request }, { gunzipSync }] = await Promise.all([import("undici"), import("node:zlib")]);
    const dispatcher = new Agent();
    const headers = { "x-sfdc-session": accessToken, "accept-encoding": "gzip" };
    return measured(async ({ batches }) => {
      let rows = 0;
      for (let batch = 0; batch < Number(batches); batch++) {
        const address = `${url}/services/async/68.0/job/${jobId}/batch/${batchId(batch)}/result`;
        const { body } = await request(address, { headers, dispatcher });
        const bytes = gunzipSync(await body.bytes());
        let lines = 0;
        for (let index = 0; index < bytes.length; index++) if (bytes[index] === 0x0a) lines++;
        rows += lines - 1;
      }
      return rows;
    });
  },
};

export const rowResults: Measurement = {
  name: "row-results",
  measure: async ({ large, quick }) => {
    const batches = large ? 1000 : 20;
    const server = await startServer({ batches, rows: batchRows });
    const names = Object.keys(contenders);
    const found = await alternate({
      module: import.meta.url,
      names,
      url: server.url,
      rounds: large ? [{ batches }] : repeat(quick ? 3 : 5, { batches }),
      execArgv: ["--expose-gc"],
    });
    await server.stop();
    const of = (name: string): Measured => found.get(name) ?? {};
    const ours = of("@sfbulk/node, jobResults");
    return {
      name: "row-results",
      title: "Reading results",
      text: [
        `What became of ${(batches * batchRows).toLocaleString("en-US")} rows, in ${batches.toLocaleString("en-US")} batches, gzipped where it is asked for. \`jobResults\` finds the batches, checks that none is missing a row, numbers the rows across batches and gives them in order; jsforce retrieves batch by batch; csv-parse makes an object of every line and checks nothing; the last line is what the machine does at most: it makes no rows at all.`,
      ],
      tables: [
        {
          columns: ["contender", "rows/s", "rows/s of the processor", "peak memory, MB"],
          rows: names.map((name) => [
            name,
            shownSpread(spread(of(name)["rows"])),
            shownSpread(spread(of(name)["perProcessor"])),
            shownSpread(spread(of(name)["memory"])),
          ]),
        },
      ],
      plots: [
        {
          kind: "bars",
          file: "results",
          title: "Reading results",
          groups: ["rows a second", "peak memory, MB"],
          series: names.map((name) => ({ name, values: [spread(of(name)["rows"]), spread(of(name)["memory"])] })),
        },
      ],
      ratios: [
        { name: "results, rows/s: @sfbulk/node / jsforce", value: pairedRatio(ours["rows"], of("jsforce")["rows"]) },
        {
          name: "results, rows/s: @sfbulk/node / csv-parse",
          value: pairedRatio(ours["rows"], of("csv-parse over undici")["rows"]),
          bar: { atLeast: 4 },
        },
        {
          name: "results, rows/s of the processor: @sfbulk/node / csv-parse",
          value: pairedRatio(ours["perProcessor"], of("csv-parse over undici")["perProcessor"]),
        },
        {
          name: "results, rows/s: @sfbulk/node / gunzip and a loop over the bytes",
          value: pairedRatio(ours["rows"], of("gunzip and a loop over the bytes")["rows"]),
        },
        {
          name: "results, peak memory, MB: @sfbulk/node",
          value: spread(ours["memory"]).median,
          bar: { atMost: 100 },
        },
        {
          name: "results, memory: @sfbulk/node / jsforce",
          value: pairedRatio(ours["memory"], of("jsforce")["memory"]),
        },
      ],
    };
  },
};
