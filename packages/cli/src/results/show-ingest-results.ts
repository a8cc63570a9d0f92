import { type IngestJobInfo, type IngestResultKind, ingestResults, type IngestRowResult } from "@sfbulk/node";
import type { Call } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { commandError } from "../output/command-error.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { visibleJson } from "../output/visible.ts";
import { csvFile, csvLine } from "./csv-file.ts";
import { lineBlocks } from "./line-blocks.ts";
import { outputSink } from "./record-sink.ts";
import { showResults, type ShownResults } from "./show-results.ts";
import { errorText, resultPaths, resultsCommand } from "./write-results.ts";

/** What of the results is shown, and how. */
interface IngestResultsValues {
  readonly outputDir: string;
  readonly overwrite?: true;
  readonly failedOnly?: true;
  readonly csv?: true;
}

/** A row of a job of Bulk API 2.0, and which of the three results it is in. */
interface IngestRow extends IngestRowResult {
  readonly kind: IngestResultKind;
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
  const rows = readRows(job, org, values.failedOnly === true, interruption.signal);
  if (values.csv === true || output.mode === "jsonl") {
    return { jobId: job.id, rows: await print(rows, output.mode === "jsonl") };
  }
  const progress = await startProgress(output, `Reading the results of job ${job.id}`);
  try {
    return showResults(job, await writeFiles(job, rows, org, call, progress.say), output);
  } finally {
    progress.stop();
  }
}

async function* readRows(
  job: IngestJobInfo,
  { connection }: Org,
  failedOnly: boolean,
  signal: AbortSignal,
): AsyncGenerator<IngestRow, void, undefined> {
  const kinds: readonly IngestResultKind[] = failedOnly
    ? ["failed", "unprocessed"]
    : ["successful", "failed", "unprocessed"];
  for (const kind of kinds) {
    for await (const row of ingestResults(connection, job, kind, { signal })) yield { kind, ...row };
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

const whyOf = ({ kind, errors }: IngestRow): string =>
  kind === "unprocessed" ? "NOT_PROCESSED" : errors.map(errorText).join("; ");

/** All rows are of one upload, and have its columns. */
const cellsOf = ({ record }: IngestRow, columns: readonly string[]): string[] =>
  columns.map((column) => record[column] ?? "");

async function writeFiles(
  job: IngestJobInfo,
  rows: AsyncIterable<IngestRow>,
  org: Org,
  { values }: Call<IngestResultsValues>,
  say: (text: string) => void,
): Promise<Parameters<typeof showResults>[1]> {
  const paths = resultPaths(job.id, values.outputDir);
  const options = {
    overwrite: values.overwrite === true,
    again: () => resultsCommand(job.id, org, values.outputDir),
  };
  let columns: readonly string[] = [];
  const success = csvFile(paths.success, () => csvLine(["sf__Id", "sf__Created", ...columns]), options);
  const failed = csvFile(paths.failed, () => csvLine(["sf__Id", "sf__Error", ...columns]), options);
  const unprocessed = csvFile(paths.unprocessed, () => csvLine(columns), options);
  const all = [success, failed, unprocessed];
  let read = 0;
  try {
    for await (const row of rows) {
      if (read++ === 0) columns = Object.keys(row.record);
      const cells = cellsOf(row, columns);
      if (row.kind === "successful") await success.write(csvLine([row.id ?? "", String(row.created), ...cells]));
      else if (row.kind === "failed") await failed.write(csvLine([row.id ?? "", whyOf(row), ...cells]));
      else await unprocessed.write(csvLine(cells));
      if (read % 1000 === 0) say(`${count(read, "row")} read`);
    }
    const [successFile, failedFile, unprocessedFile] = [
      await success.close(),
      await failed.close(),
      await unprocessed.close(),
    ];
    for (const file of [successFile, failedFile, unprocessedFile]) await file?.keep();
    return {
      successfulRecords:
        values.failedOnly === true ? job.numberRecordsProcessed - job.numberRecordsFailed : success.rows(),
      failedRecords: failed.rows(),
      unprocessedRecords: unprocessed.rows(),
      ...(successFile === undefined ? {} : { successFilePath: successFile.path }),
      ...(failedFile === undefined ? {} : { failedFilePath: failedFile.path }),
      ...(unprocessedFile === undefined ? {} : { unprocessedFilePath: unprocessedFile.path }),
    };
  } finally {
    for (const file of all) await file.discard();
  }
}
