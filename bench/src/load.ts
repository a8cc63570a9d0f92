import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { addBatches, nodeAdapter, zlibCompress } from "@sfbulk/node";

// Loads 1 GB of CSV with line breaks in its values over HTTP. Every row must arrive once, and the memory of this process
// must stay below the bound. Exits 1 where that is not so. `node dist/load.js <MB> <concurrency>`
const megabytes = Number(process.argv[2] ?? 1000);
const concurrency = Number(process.argv[3] ?? 4);
const bound = 200e6;

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const server = fork(path("count-rows.js"));
const [{ url }] = (await once(server, "message")) as [{ readonly url: string }];
const writer = fork(path("write-csv.js"), [String(megabytes)], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
const end = once(writer, "message") as Promise<[{ readonly rows: number; readonly written: number }]>;

let peak = 0;
const job = { id: "7509H0000016GUXQA2", contentType: "CSV" } as const;
const fetch = nodeAdapter({ connections: concurrency, proxy: false });
const connection = { instanceUrl: url, accessToken: "x", fetch, gzip: { compress: zlibCompress } };
const source = async function* (): AsyncGenerator<Uint8Array> {
  for await (const chunk of writer.stdout as AsyncIterable<Uint8Array>) {
    peak = Math.max(peak, process.memoryUsage.rss());
    yield chunk;
  }
};
const began = performance.now();
const added = await addBatches(connection, job, source(), { concurrency });
const seconds = (performance.now() - began) / 1000;
const [{ rows, written }] = await end;
server.send("how many");
const [counted] = (await once(server, "message")) as [Record<"rows" | "batches" | "bytes" | "sum" | "largest", number>];
server.disconnect();

const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
say(`${inMegabytes(written)}, ${rows} rows, ${added.length} batches, at most ${concurrency} at a time`);
say(`${inMegabytes(counted.bytes)} over the wire; largest batch ${counted.largest} bytes`);
say(`${seconds.toFixed(1)} s, ${inMegabytes(written / seconds)}/s; peak of memory (RSS) ${inMegabytes(peak)}`);
const right = counted.rows === rows && counted.sum === (rows * (rows + 1)) / 2 && counted.batches === added.length;
say(right ? "every row arrived once" : `WRONG: ${counted.rows} rows of ${rows} arrived`);
if (peak > bound) say(`TOO MUCH memory: the bound is ${inMegabytes(bound)}`);
process.exitCode = right && peak <= bound ? 0 : 1;
