import { queryJobResults, queryJobResultsCsv, queryResults, queryResultsCsv } from "@sfbulk/node";
import type { Call } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { type FoundJob, apiOf } from "../parts/find-job.ts";
import { outputSink } from "./record-sink.ts";
import { type FoundRecords, recordWriter } from "./write-records.ts";

/** What a query found, for `--json`; the keys of `sf data query`, and the job's. */
export interface WrittenRecords {
  readonly jobId: string;
  readonly api: "1.0" | "2.0";
  readonly done: true;
  readonly totalSize: number;
  readonly records?: readonly unknown[];
  readonly outputFile?: string;
}

/** Reads what a query job found that is there: its results are printed as they come, or collected for one document. */
export async function showRecords(
  found: Extract<FoundJob, { api: "1.0" | "2.0-query" }>,
  { connection }: Org,
  { output, interruption: { signal } }: Pick<Call, "output" | "interruption">,
): Promise<WrittenRecords> {
  const { id } = found.job;
  const [rows, csv] = found.api === "1.0" ? [queryResults, queryResultsCsv] : [queryJobResults, queryJobResultsCsv];
  const results: FoundRecords = {
    csv: (onRows) => csv(connection, id, { signal, onRows }),
    records: () => rows(connection, id, { signal }),
  };
  const about = { jobId: id, api: apiOf(found), done: true } as const;
  if (output.mode === "json") {
    const records: unknown[] = [];
    for await (const record of results.records()) records.push(record);
    return { ...about, totalSize: records.length, records };
  }
  const writer = recordWriter(output.mode === "jsonl" ? "rows" : "csv", outputSink(process.stdout));
  await writer.write(results);
  await writer.end();
  return { ...about, totalSize: writer.rows() };
}
