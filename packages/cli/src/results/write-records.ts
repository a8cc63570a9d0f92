import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { queryResults, queryResultsCsv } from "@sfbulk/node";
import type { Call } from "../command.ts";
import type { Org } from "../connection/org.ts";

/** What a query found, for `--json`; the keys of `sf data query`. */
export interface WrittenRecords {
  readonly jobId: string;
  readonly done: true;
  readonly totalSize?: number;
  readonly records?: readonly unknown[];
  readonly outputFile?: string;
}

/** Writes what a query job found: CSV as Salesforce wrote it to a file or to standard output, or records as JSON. */
export async function writeRecords(
  jobId: string,
  { connection }: Org,
  { output, interruption: { signal } }: Call,
  file: string | undefined,
): Promise<WrittenRecords> {
  if (file !== undefined) {
    await mkdir(dirname(file), { recursive: true });
    await pipeline(Readable.from(queryResultsCsv(connection, jobId, { signal })), createWriteStream(file));
    return { jobId, done: true, outputFile: file };
  }
  if (output.mode === "text") {
    // It stays open: whoever called goes on to write to it.
    await pipeline(Readable.from(queryResultsCsv(connection, jobId, { signal })), process.stdout, { end: false });
    return { jobId, done: true };
  }
  const records: unknown[] = [];
  let totalSize = 0;
  for await (const record of queryResults(connection, jobId, { signal })) {
    totalSize++;
    if (output.mode === "jsonl") output.document(record);
    else records.push(record);
  }
  return { jobId, done: true, totalSize, records };
}
