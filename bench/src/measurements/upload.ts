import { createReadStream, createWriteStream, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { alternate, type Measured, repeat } from "../alternate.ts";
import type { Contender, Measurement, Parameters, Run } from "../measurement.ts";
import { jobId } from "../recorded-replies.ts";
import { pairedRatio, shown, shownSpread, spread } from "../spread.ts";
import { startServer } from "../start-server.ts";

const accessToken = "00D000000000001!bench";
const concurrency = 4;
const header = "Number,Name,Phone,City,Description\n";
const line = (row: number): string => {
  const random = (row * 2_654_435_761) >>> 0;
  return `${row},"Acme ""${random}"" GmbH",+49 30 ${random},Berlin,"${random.toString(36).repeat(1 + (random % 12))}\nsecond line"\n`;
};

/** Adds what a turn took: MB and rows a second, and how much the process grew meanwhile, MB. */
const measured = (load: (parameters: Parameters) => Promise<number>): Run => {
  // Before the first turn: what that one took is still there at the next.
  const before = process.memoryUsage.rss();
  return async (parameters) => {
    globalThis.gc?.();
    let peak = before;
    const look = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
    const began = performance.now();
    const rows = await load(parameters);
    const seconds = (performance.now() - began) / 1000;
    clearInterval(look);
    if (rows !== Number(parameters["rows"])) throw new Error(`${rows} rows of ${parameters["rows"]} were loaded`);
    const megabytes = Number(parameters["bytes"]) / 1e6 / seconds;
    return { rows: rows / seconds, megabytes, memory: (peak - before) / 1e6 };
  };
};

export const contenders: Readonly<Record<string, Contender>> = {
  "@sfbulk/node, addBatches": async (url) => {
    const { addBatches, envConnection, nodeAdapter } = await import("@sfbulk/node");
    const env = { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: accessToken };
    const connection = envConnection({ env, fetch: nodeAdapter({ connections: concurrency, proxy: false }) });
    return measured(async ({ file }) => {
      const source = createReadStream(String(file), { highWaterMark: 256 * 1024 });
      const added = await addBatches(connection, { id: jobId, contentType: "CSV" }, source, { concurrency });
      return added.reduce((sum, { rows }) => sum + rows, 0);
    });
  },
  "a bare pipeline": async (url) => {
    const { Agent, request } = await import("undici");
    const dispatcher = new Agent({ connections: concurrency });
    const zip = promisify(gzip);
    const send = async (piece: Buffer): Promise<void> => {
      const headers = { "content-type": "text/csv", "content-encoding": "gzip", "x-sfdc-session": accessToken };
      const body = await zip(piece);
      const response = await request(`${url}/services/async/68.0/job/${jobId}/batch`, {
        method: "POST",
        headers,
        body,
        dispatcher,
      });
      await response.body.dump();
      if (response.statusCode !== 201) throw new Error(`Status ${response.statusCode}`);
    };
    // By bytes alone: it does not look for rows, so that a batch begins anywhere, and would be refused.
    return measured(async ({ file, rows, batchBytes }) => {
      const underWay = new Set<Promise<void>>();
      let pieces: Buffer[] = [];
      let length = 0;
      const flush = async (): Promise<void> => {
        const sending = send(Buffer.concat(pieces)).finally(() => underWay.delete(sending));
        underWay.add(sending);
        [pieces, length] = [[], 0];
        if (underWay.size >= concurrency) await Promise.race(underWay);
      };
      for await (const chunk of createReadStream(String(file), { highWaterMark: 256 * 1024 })) {
        pieces.push(chunk as Buffer);
        length += (chunk as Buffer).length;
        if (length >= Number(batchBytes)) await flush();
      }
      if (length > 0) await flush();
      await Promise.all(underWay);
      return Number(rows);
    });
  },
};

async function writeFile(path: string, megabytes: number): Promise<{ readonly rows: number; readonly bytes: number }> {
  const stream = createWriteStream(path);
  stream.write(header);
  let rows = 0;
  let bytes = header.length;
  while (bytes < megabytes * 1e6) {
    let text = "";
    while (text.length < 256 * 1024) text += line(rows++);
    bytes += text.length;
    if (!stream.write(text)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
  return { rows, bytes };
}

export const upload: Measurement = {
  name: "upload",
  measure: async ({ large, quick }) => {
    const folder = await mkdtemp(join(tmpdir(), "sfbulk-bench-"));
    const file = join(folder, "rows.csv");
    const server = await startServer();
    try {
      const { rows, bytes } = await writeFile(file, large ? 1000 : 100);
      const names = Object.keys(contenders);
      const found = await alternate({
        module: import.meta.url,
        names,
        url: server.url,
        rounds: repeat(large ? 2 : quick ? 3 : 5, {
          file,
          rows,
          bytes,
          batchBytes: Math.ceil((bytes / rows) * 10_000),
        }),
        execArgv: ["--expose-gc"],
      });
      const of = (name: string): Measured => found.get(name) ?? {};
      const cell = (name: string, quantity: string): string => shownSpread(spread(of(name)[quantity]));
      const growth = Math.max(...(of("@sfbulk/node, addBatches")["memory"] ?? []));
      return {
        name: "upload",
        title: "Uploading a file",
        text: [
          `A CSV file of ${shown(bytes / 1e6)} MB and ${shown(rows)} rows with quotes and line breaks in their values goes from the disk to the server, gzipped, ${concurrency} batches at a time. \`addBatches\` cuts it between rows within Salesforce's limits and has every batch confirmed. The bare pipeline cuts by bytes wherever that is, compresses by \`node:zlib\`'s thread pool and sends through undici: an upload that Salesforce would refuse, and the limit of what can be reached. \`growth\` is the highest resident memory less that before the first turn.`,
        ],
        tables: [
          {
            columns: ["contender", "MB/s", "rows/s", "growth, MB"],
            rows: names.map((name) => [name, cell(name, "megabytes"), cell(name, "rows"), cell(name, "memory")]),
          },
        ],
        plots: [
          {
            kind: "bars",
            file: "upload",
            title: `Uploading ${shown(bytes / 1e6)} MB of CSV`,
            groups: ["MB a second", "memory, MB"],
            series: names.map((name) => ({
              name,
              values: [spread(of(name)["megabytes"]), spread(of(name)["memory"])],
            })),
          },
        ],
        ratios: [
          {
            name: "upload: @sfbulk/node, addBatches / a bare pipeline",
            value: pairedRatio(of("@sfbulk/node, addBatches")["megabytes"], of("a bare pipeline")["megabytes"]),
            bar: { atLeast: 0.8 },
          },
          { name: "upload: highest memory growth, MB", value: growth, bar: { atMost: 150 } },
        ],
      };
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  },
};
