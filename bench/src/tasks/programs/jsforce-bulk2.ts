import { createReadStream } from "node:fs";
import jsforce from "jsforce";
import { openFile } from "../open-file.ts";
import { makeRecords } from "../task-rows.ts";

// The same with Bulk API 2.0 of jsforce, as well as it can be used.
const [task = "", subject = "", file = ""] = process.argv.slice(2);
const connection = new jsforce.Connection({
  instanceUrl: process.env["SF_ORG_INSTANCE_URL"] ?? "",
  accessToken: process.env["SF_ACCESS_TOKEN"] ?? "",
  version: "66.0",
});
const { bulk2 } = connection;
bulk2.pollInterval = 100;
bulk2.pollTimeout = 600_000;
type Row = ReturnType<typeof makeRecords> extends Generator<infer One> ? One : never;

async function load(input: Parameters<ReturnType<typeof bulk2.createJob>["uploadData"]>[0]): Promise<void> {
  const job = bulk2.createJob({ operation: "insert", object: "Account" });
  await job.open();
  await job.uploadData(input);
  await job.close();
  await job.poll();
}

const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
  "records, 2.0": async () => {
    // A job takes 100 MB, and so many rows are fewer. They are held in an array: it takes no generator.
    let rows: Row[] = [];
    for (const record of makeRecords(Number(subject))) {
      rows.push(record);
      if (rows.length < 500_000) continue;
      await load(rows);
      rows = [];
    }
    if (rows.length > 0) await load(rows);
  },
  // Cut by hand before, into files of 100 MB: the time for that is not counted.
  "file, 2.0": async () => {
    for (const part of subject.split(",")) await load(createReadStream(part));
  },
  "results, 2.0": async () => {
    const { successfulResults, failedResults } = await bulk2.job("ingest", { id: subject }).getAllResults();
    if (successfulResults.length === 0) throw new Error("No row was written");
    const out = openFile(file);
    for (const row of failedResults as unknown as Record<string, string>[]) {
      out.write(
        `${Object.values(row)
          .map((cell) => `"${cell.replaceAll('"', '""')}"`)
          .join(",")}\n`,
      );
    }
    await new Promise((resolve) => out.end(resolve));
  },
  "export, 2.0": async () => {
    const found = await bulk2.query("SELECT Id, Name, BillingCity, CreatedDate FROM Account", { pollTimeout: 600_000 });
    const out = openFile(subject);
    await new Promise<void>((resolve, reject) => {
      out.write("Id,Name,BillingCity,CreatedDate\n");
      found.on("record", (record: Record<string, string>) => {
        // Each further page's header comes as a record.
        if (record["Id"] !== "Id") out.write(`${Object.values(record).join(",")}\n`);
      });
      found.on("end", () => out.end(resolve));
      found.on("error", reject);
    });
  },
  row: async () => await load([...makeRecords(1)]),
  killed: async () => await load(createReadStream(subject)),
};
await tasks[task]?.();
