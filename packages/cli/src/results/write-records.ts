import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { queryResults, queryResultsCsv } from "@sfbulk/node";
import type { Call } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { visibleLines } from "../output/visible.ts";
import { resultFile } from "./result-file.ts";

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
  org: Org,
  { values, output, interruption: { signal } }: Call<{ readonly overwrite?: true }>,
  file: string | undefined,
): Promise<WrittenRecords> {
  const { connection } = org;
  if (file !== undefined) {
    const overwrite = values.overwrite === true;
    const written = await resultFile(file, { overwrite, again: `sfbulk results ${jobId}${orgWords(org)} > ${file}` });
    try {
      for await (const chunk of queryResultsCsv(connection, jobId, { signal })) await written.write(chunk);
      await written.close();
      await written.keep();
    } finally {
      await written.discard();
    }
    return { jobId, done: true, outputFile: file };
  }
  if (output.mode === "text") {
    // It stays open: whoever called goes on to write to it.
    const csv = queryResultsCsv(connection, jobId, { signal });
    await pipeline(Readable.from(process.stdout.isTTY ? shown(csv) : csv), process.stdout, { end: false });
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

/** CSV for a terminal: what it would obey is shown. */
async function* shown(csv: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  for await (const chunk of csv) yield visibleLines(decoder.decode(chunk, { stream: true }));
}
