import type { IngestJobInfo } from "@sfbulk/node";
import type { Call } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { commandError } from "../output/command-error.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { visibleJson } from "../output/visible.ts";
import { csvLine } from "../files/csv-file.ts";
import { lineBlocks } from "./line-blocks.ts";
import { outputSink } from "./record-sink.ts";
import { showResults, type ShownResults } from "./show-results.ts";
import { cellsOf, type IngestRow, readIngestRows, whyOf, writeIngestFiles } from "./outcomes/write-ingest-results.ts";

/** What of the results is shown, and how. */
interface IngestResultsValues {
  readonly outputDir: string;
  readonly overwrite?: true;
  readonly failedOnly?: true;
  readonly csv?: true;
}

/**
 * Shows what became of the rows of an ingest job of Bulk API 2.0: in files, as for Bulk API 1.0 but without the numbers of
 * rows, which that API does not tell; or on standard output as CSV or lines of JSON.
 */
export async function showIngestResults(
  job: IngestJobInfo,
  org: Org,
  call: Call<IngestResultsValues>,
): Promise<ShownResults | { readonly jobId: string; readonly rows: number }> {
  const { values, output, interruption } = call;
  if (!["JobComplete", "Failed", "Aborted"].includes(job.state)) {
    throw commandError("NotEnded", `Cannot read the results of job ${job.id}: it is ${job.state}`, {
      actions: [`Wait for it with: sfbulk wait ${job.id}${orgWords(org)}`],
      data: { jobId: job.id, job },
    });
  }
  const { signal } = interruption;
  if (values.csv === true || output.mode === "jsonl") {
    const rows = readIngestRows(job, org, values.failedOnly === true, signal);
    return { jobId: job.id, rows: await print(rows, output.mode === "jsonl") };
  }
  const progress = await startProgress(output, `Reading the results of job ${job.id}`);
  try {
    const written = await writeIngestFiles(job.id, [job], org, {
      signal,
      folder: values.outputDir,
      overwrite: values.overwrite === true,
      failedOnly: values.failedOnly === true,
      written: job.numberRecordsProcessed - job.numberRecordsFailed,
      onRows: (read) => output.moves && progress.say(`${count(read, "row")} read`),
    });
    progress.stop();
    return showResults(job, written, output);
  } finally {
    progress.stop();
  }
}

/** Prints rows as they come. @returns how many there were. */
async function print(rows: AsyncIterable<IngestRow>, asJson: boolean): Promise<number> {
  let printed = 0;
  const lines = lineBlocks(outputSink(process.stdout));
  let columns: readonly string[] | undefined;
  for await (const row of rows) {
    printed++;
    if (asJson) {
      await lines.push(`${visibleJson(JSON.stringify({ type: "row", success: row.kind === "successful", ...row }))}\n`);
      continue;
    }
    if (columns === undefined) {
      columns = Object.keys(row.record);
      await lines.push(csvLine(["sf__Id", "sf__Success", "sf__Created", "sf__Error", ...columns]));
    }
    const { id, kind, created } = row;
    const own = [id ?? "", `${kind === "successful"}`, `${created}`, whyOf(row)];
    await lines.push(csvLine([...own, ...cellsOf(row, columns)]));
  }
  await lines.flush();
  return printed;
}
