import type { AnyJobInfo } from "@sfbulk/node";
import { count, formatNumber } from "../output/count.ts";
import type { Output } from "../output/output.ts";
import { visible } from "../output/visible.ts";
import { wrap } from "../output/wrap.ts";
import type { WrittenResults } from "./outcomes/outcome-files.ts";

/** What `--json` shows of a job's results: the keys of `sf data bulk results`, and the job's id. */
export interface ShownResults extends WrittenResults {
  readonly jobId: string;
  readonly operation: string;
  /** `null` for the few operations of Bulk API 2.0 that are for none. */
  readonly object: string | null;
  readonly status: string;
  readonly processedRecords: number;
}

/** How many reasons are shown. `--json` has all that are told apart. */
const mostShown = 5;
const indent = " ".repeat(12);

/** Prints how many rows came to what, and the files they are in. */
export function showResults(
  job: Pick<AnyJobInfo, "id" | "operation" | "object" | "state">,
  written: WrittenResults,
  output: Output,
): ShownResults {
  const { green, red, yellow } = output.colors;
  const line = (name: string, rows: number, paint: (text: string) => string, path: string | undefined): void => {
    if (rows === 0 && name !== "written") return;
    output.line(`${paint(formatNumber(rows).padStart(9))} ${name.padEnd(11)}  ${path ?? ""}`.trimEnd());
  };
  line("written", written.successfulRecords, green, written.successFilePath);
  line("failed", written.failedRecords, red, written.failedFilePath);
  line("unknown", written.unknownRecords ?? 0, yellow, written.unknownFilePath);
  line("unprocessed", written.unprocessedRecords, yellow, written.unprocessedFilePath);
  for (const { statusCode, message, rows, firstRow } of (written.reasons ?? []).slice(0, mostShown)) {
    const words = [statusCode, message ?? "with other messages"].filter((one) => one !== "").join(": ");
    const where = firstRow === 0 ? "" : `, first in row ${formatNumber(firstRow)}`;
    const text = wrap(`${visible(words)}${where}`, output.width - indent.length);
    output.line(`${formatNumber(rows).padStart(9)} × ${text.replaceAll("\n", `\n${indent}`)}`);
  }
  const more = (written.reasons?.length ?? 0) - mostShown;
  if (more > 0) output.line(`${" ".repeat(9)} and ${count(more, "reason")} more: see the files`);
  return {
    jobId: job.id,
    operation: job.operation,
    object: job.object,
    status: job.state,
    processedRecords: written.successfulRecords + written.failedRecords,
    ...written,
  };
}
