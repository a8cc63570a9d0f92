import type { AnyJobInfo } from "@sfbulk/node";
import { formatNumber } from "../output/count.ts";
import type { Output } from "../output/output.ts";
import type { WrittenResults } from "./write-results.ts";

/** What `--json` shows of a job's results: the keys of `sf data bulk results`, and the job's id. */
export interface ShownResults extends WrittenResults {
  readonly jobId: string;
  readonly operation: string;
  /** `null` for the few operations of Bulk API 2.0 that are for none. */
  readonly object: string | null;
  readonly status: string;
  readonly processedRecords: number;
}

/** Prints how many rows came to what, and the files they are in. */
export function showResults(job: AnyJobInfo, written: WrittenResults, output: Output): ShownResults {
  const { green, red, yellow } = output.colors;
  const line = (name: string, rows: number, paint: (text: string) => string, path: string | undefined): void => {
    if (rows === 0 && name !== "written") return;
    output.line(`${paint(formatNumber(rows).padStart(9))} ${name.padEnd(11)}  ${path ?? ""}`.trimEnd());
  };
  line("written", written.successfulRecords, green, written.successFilePath);
  line("failed", written.failedRecords, red, written.failedFilePath);
  line("unknown", written.unknownRecords ?? 0, yellow, written.unknownFilePath);
  line("unprocessed", written.unprocessedRecords, yellow, written.unprocessedFilePath);
  return {
    jobId: job.id,
    operation: job.operation,
    object: job.object,
    status: job.state,
    processedRecords: written.successfulRecords + written.failedRecords,
    ...written,
  };
}
