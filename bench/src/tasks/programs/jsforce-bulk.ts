import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import jsforce from "jsforce";
import { openFile } from "../open-file.ts";
import { header, makeRecords } from "../task-rows.ts";
import { batchRows } from "../task-size.ts";

// The same with Bulk API 1.0 of jsforce, as well as it can be used: so many calls at a time as sfbulk makes, batches cut by
// hand, and its state asked for after 100 ms and not after a second.
const [task = "", subject = "", file = "", more = ""] = process.argv.slice(2);
const connection = new jsforce.Connection({
  instanceUrl: process.env["SF_ORG_INSTANCE_URL"] ?? "",
  accessToken: process.env["SF_ACCESS_TOKEN"] ?? "",
  version: "66.0",
});
const { bulk } = connection;
bulk.pollInterval = 100;
type Row = ReturnType<typeof makeRecords> extends Generator<infer One> ? One : never;

/** Works on what an iterator gives, so many at a time. */
async function eachOf<T>(source: AsyncIterable<T> | Iterable<T>, atATime: number, work: (one: T) => Promise<unknown>) {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done === true) return;
      await work(value);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

/** Adds batches, closes the job, and waits until each of them is processed. */
async function load(batches: AsyncIterable<string | Row[]> | Iterable<string | Row[]>, atATime = 4): Promise<void> {
  const job = bulk.createJob("Account", "insert");
  const { id } = await job.open();
  const ids: string[] = [];
  await eachOf(batches, atATime, async (rows) => {
    const batch = job.createBatch();
    await new Promise<void>((resolve, reject) => {
      batch.on("queue", () => resolve());
      batch.on("error", reject);
      void batch.execute(rows);
    });
    ids.push(batch.id ?? "");
  });
  await job.close();
  for (;;) {
    const list = (await bulk.job(id).list()) as { readonly state: string }[];
    if (list.length === ids.length && list.every(({ state }) => state === "Completed")) return;
    await new Promise((resolve) => setTimeout(resolve, bulk.pollInterval));
  }
}

function* batchesOf(rows: number): Generator<Row[]> {
  let batch: Row[] = [];
  for (const record of makeRecords(rows)) {
    batch.push(record);
    if (batch.length < batchRows) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Cuts a file by hand: no value has a line break. */
async function* cut(path: string, most: number): AsyncGenerator<string> {
  let lines: string[] = [];
  let rest = "";
  let isFirst = true;
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 1024 * 1024 })) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    if (isFirst) parts.shift();
    isFirst = false;
    for (const line of parts) {
      lines.push(line);
      if (lines.length < most) continue;
      yield `${header}${lines.join("\n")}\n`;
      lines = [];
    }
  }
  if (lines.length > 0) yield `${header}${lines.join("\n")}\n`;
}

const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
  close: async () => {
    const ids = Array.from({ length: Number(subject) }, (_, index) => `750${String(index + 1).padStart(12, "0")}`);
    await eachOf(ids, 8, async (id) => await bulk.job(id).close());
  },
  records: async () => await load(batchesOf(Number(subject))),
  file: async () => await load(cut(subject, batchRows)),
  "results, 1.0": async () => {
    const job = bulk.job(subject);
    const out = openFile(file);
    await eachOf((await job.list()) as { readonly id: string }[], 8, async ({ id }) => {
      const results = await job.batch(id).retrieve();
      // What was sent is not among the results, and jsforce has no call for it: who writes the row needs the file.
      for (const [row, result] of results.entries()) {
        if ("success" in result && !result.success) out.write(`${id},${row},"${result.errors.join()}"\n`);
      }
    });
    await new Promise((resolve) => out.end(resolve));
  },
  "export, 1.0": async () => {
    // Its createJob has no headers: made by hand.
    const url = `${connection.instanceUrl}/services/async/66.0/job`;
    const made = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-sfdc-session": connection.accessToken ?? "",
        "sforce-enable-pkchunking": "chunkSize=250000",
      },
      body: JSON.stringify({ operation: "query", object: "Account", contentType: "CSV" }),
    });
    const { id } = (await made.json()) as { readonly id: string };
    const job = bulk.job(id);
    job.operation = "query";
    const first = job.createBatch();
    await new Promise<void>((resolve, reject) => {
      first.on("queue", () => resolve());
      first.on("error", reject);
      void first.execute("SELECT Id, Name, BillingCity, CreatedDate FROM Account");
    });
    const out = openFile(subject);
    let isFirst = true;
    for (const { id: batchId, state } of (await job.list()) as { readonly id: string; readonly state: string }[]) {
      if (state !== "Completed") continue;
      const batch = job.batch(batchId);
      for (const { id: resultId } of (await batch.retrieve()) as { readonly id: string }[]) {
        // Its stream of CSV, byte for byte, without the header of all but the first.
        const skip = !isFirst;
        isFirst = false;
        await pipeline(
          batch.result(resultId).stream(),
          async function* (chunks: AsyncIterable<Buffer | string>) {
            let isHeader = skip;
            for await (const chunk of chunks) {
              const bytes = Buffer.from(chunk);
              yield isHeader ? bytes.subarray(bytes.indexOf(0x0a) + 1) : bytes;
              isHeader = false;
            }
          },
          out,
          { end: false },
        );
      }
    }
    await new Promise((resolve) => out.end(resolve));
    await job.close();
  },
  row: async () => await load([[...makeRecords(1)]]),
  killed: async () => await load(cut(subject, Number(more))),
};
await tasks[task]?.();
