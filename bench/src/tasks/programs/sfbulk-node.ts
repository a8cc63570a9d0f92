import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import {
  closeJobs,
  envConnection,
  failedRows,
  fileJournal,
  getIngestJob,
  ingestResults,
  jobResults,
  loadRows,
  nodeAdapter,
  runQueryCsv,
} from "@sfbulk/node";
import { openFile } from "../open-file.ts";
import { makeRecords } from "../task-rows.ts";

// What somebody writes with @sfbulk/node for each of the tasks: `sfbulk-node.js <task> <what it is about> …`. The org is in the
// environment. Nothing is chosen but what the task names.
const [task = "", subject = "", file = "", more = ""] = process.argv.slice(2);
const connection = envConnection({ fetch: nodeAdapter({ proxy: false }) });
const spec = { operation: "insert", object: "Account" } as const;
const soql = "SELECT Id, Name, BillingCity, CreatedDate FROM Account";

function* idsFrom(count: number): Generator<string> {
  for (let number = 1; number <= count; number++) yield `750${String(number).padStart(12, "0")}`;
}

/** A load whose columns and values are not checked does less than it would. */
function mustBeChecked({
  preflight,
}: {
  readonly preflight: { readonly checked: boolean; readonly why: string | null };
}): void {
  if (!preflight.checked) throw new Error(preflight.why ?? "The columns were not checked");
}

const line = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\n`;

async function* linesOf(
  rows: AsyncIterable<{
    readonly record: Readonly<Record<string, string>>;
    readonly errors: readonly { readonly message: string }[];
  }>,
): AsyncGenerator<string> {
  for await (const { record, errors } of rows) yield line([errors[0]?.message ?? "", ...Object.values(record)]);
}

async function* numbersOfFailed(): AsyncGenerator<string> {
  for await (const { rowNumber, success, errors } of jobResults(connection, subject)) {
    if (!success) yield line([String(rowNumber), errors[0]?.message ?? ""]);
  }
}

const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
  close: async () => {
    for await (const closed of closeJobs(connection, idsFrom(Number(subject)))) {
      if (closed.outcome === "failed") throw closed.error;
    }
  },
  records: async () => mustBeChecked(await loadRows(connection, spec, makeRecords(Number(subject)))),
  "records, 2.0": async () =>
    mustBeChecked(await loadRows(connection, spec, makeRecords(Number(subject)), { api: "2.0" })),
  file: async () => mustBeChecked(await loadRows(connection, spec, createReadStream(subject))),
  "file, 2.0": async () => mustBeChecked(await loadRows(connection, spec, createReadStream(subject), { api: "2.0" })),
  "results, 1.0": async () => await pipeline(linesOf(failedRows(connection, subject)), openFile(file)),
  "results, 1.0, numbers": async () => {
    await pipeline(numbersOfFailed(), openFile(file));
  },
  "results, 2.0": async () => {
    const job = await getIngestJob(connection, subject);
    let written = 0;
    for await (const { id } of ingestResults(connection, job, "successful")) written += id === null ? 0 : 1;
    await pipeline(linesOf(ingestResults(connection, job, "failed")), openFile(file));
    if (written === 0) throw new Error("No row was written");
  },
  "export, 1.0": async () =>
    await pipeline(runQueryCsv(connection, soql, { api: "1.0", pkChunking: true }), openFile(subject)),
  "export, 2.0": async () => await pipeline(runQueryCsv(connection, soql), openFile(subject)),
  row: async () => mustBeChecked(await loadRows(connection, spec, makeRecords(1))),
  killed: async () =>
    await loadRows(connection, spec, createReadStream(subject), {
      journal: fileJournal(file),
      maxRecords: Number(more),
    }),
};
await tasks[task]?.();
