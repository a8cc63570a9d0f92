import { failedRows, jobResults } from "@sfbulk/node";
import { checkId } from "../arguments/check-id.ts";
import { jsonLinesOption, orgOptions, outputOptions } from "../arguments/common-options.ts";
import { inFolder } from "../arguments/in-folder.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { findJob } from "../parts/find-job.ts";
import { orgForJob } from "../parts/org-for-job.ts";
import { visibleLines } from "../output/visible.ts";
import { loadedFile } from "../receipts/local-file.ts";
import { readReceipt } from "../receipts/read-receipt.ts";
import { csvLine } from "../files/csv-file.ts";
import { mustBeFree } from "../files/result-file.ts";
import { showResults } from "../results/show-results.ts";
import { showIngestResults } from "../results/show-ingest-results.ts";
import { showRecords } from "../results/show-records.ts";
import { resultPaths } from "../results/outcomes/outcome-files.ts";
import { errorText } from "../results/outcomes/row-errors.ts";
import { writeResults } from "../results/outcomes/write-results.ts";

/** The values of the options of `results`. */
interface ResultsValues {
  readonly outputDir: string;
  readonly overwrite?: true;
  readonly failedOnly?: true;
  readonly csv?: true;
}

/** `sfbulk results`. */
export const results: Command<ResultsValues> = {
  name: "results",
  summary: "write what became of each row of a job to files",
  description:
    "Writes what became of each row of a job that is finished, to files named as those of the sf CLI: <id>-success-records.csv, -failed-records.csv, -unprocessed-records.csv. What failed can be loaded again when it is mended. Rows of which it is not known whether they were written are in -unknown-records.csv: look them up first. Of a query job it prints what was found. Jobs of Bulk API 2.0 do not tell the numbers of their rows; load --api 2.0 finds them, while the file is at hand.",
  argument: { name: "<id>", description: "id of the job, 15 or 18 characters" },
  options: [
    { flags: "--output-dir <folder>", description: "where to write the files", default: "." },
    { flags: "--overwrite", description: "replace files that are there already" },
    { flags: "--failed-only", description: "only rows that were not written" },
    { flags: "--csv", description: "print CSV to standard output, and write no file" },
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk results 7509H0000016GUXQA2", "writes up to three files"],
    ["sfbulk results 7509H0000016GUXQA2 --failed-only --csv", "prints the rows that failed, with the reason"],
    [
      "sfbulk results 7509H0000016GUXQA2 --jsonl | jq 'select(.type==\"row\").errors'",
      "prints a line of JSON for each row",
    ],
  ],
  onlyPrints: ({ csv, json, jsonl }) => csv === true || (jsonl === true && json !== true),
  async run(call) {
    const { args, values, output, interruption } = call;
    const id = checkId(args[0] ?? "");
    const { signal } = interruption;
    if (values.csv === true && output.mode !== "text") throw usageError("Cannot print CSV and JSON at once");
    const writesFiles = values.csv !== true && output.mode !== "jsonl";
    if (writesFiles) {
      for (const path of Object.values(resultPaths(id, values.outputDir))) {
        await mustBeFree(path, values.overwrite === true);
      }
    }
    const given = await call.connect();
    const found = await findJob(given.connection, id, signal);
    const org = orgForJob(given, found);
    if (found.api === "2.0-ingest") return { status: 0, result: await showIngestResults(found.job, org, call) };
    if (found.api === "2.0-query" || found.job.operation.startsWith("query")) {
      return { status: 0, result: await showRecords(found, org, call) };
    }
    const { job } = found;
    if (output.mode === "jsonl") {
      const rows = values.failedOnly === true ? failedRows : jobResults;
      const tally = { written: 0, failed: 0 };
      for await (const row of rows(org.connection, id, { signal })) {
        output.row(row);
        tally["success" in row && row.success ? "written" : "failed"]++;
      }
      return { status: 0, result: { jobId: id, ...tally } };
    }
    if (values.csv === true) {
      await printCsv(id, org, call);
      return { status: 0, result: undefined };
    }
    const progress = await startProgress(output, `Reading the results of job ${id}`);
    try {
      const receipt = await readReceipt(id, values.outputDir);
      const written = await writeResults(job, org, {
        folder: values.outputDir,
        written: Math.max(0, job.numberRecordsProcessed - job.numberRecordsFailed),
        ...(receipt === undefined ? {} : { batches: receipt.batches, local: await loadedFile(receipt) }),
        overwrite: values.overwrite === true,
        failedOnly: values.failedOnly === true,
        signal,
        onRows: (rows) => output.moves && progress.say(`${count(rows, "row")} read`),
      });
      progress.stop();
      return { status: 0, result: showResults(job, written, output) };
    } finally {
      progress.stop();
    }
  },
};

/** What a person looks at is shown; what a program reads is as it is. */
const printable = (line: string): string => (process.stdout.isTTY ? visibleLines(line) : line);

const print = (cells: readonly string[]): void => void process.stdout.write(printable(csvLine(cells)));

async function printCsv(id: string, org: Org, { values, interruption }: Call<ResultsValues>): Promise<void> {
  const { signal } = interruption;
  const { connection } = org;
  if (values.failedOnly !== true) {
    print(["sf__Row", "sf__Id", "sf__Success", "sf__Created", "sf__Error"]);
    for await (const { rowNumber, id: recordId, success, created, errors } of jobResults(connection, id, { signal })) {
      print([`${rowNumber}`, recordId ?? "", `${success}`, `${created}`, errors.map(errorText).join("; ")]);
    }
    return;
  }
  let columns: string[] | undefined;
  // Of rows that nobody could read, the columns are not known: they wait for the first one that has some.
  const held: string[][] = [];
  const printHead = (names: readonly string[]): void => {
    print(["sf__Row", "sf__Error", ...names]);
    for (const cells of held) print([...cells, ...names.map(() => "")]);
  };
  for await (const { rowNumber, record, errors } of failedRows(connection, id, { signal })) {
    const names = Object.keys(record);
    if (columns === undefined && names.length === 0) {
      held.push([`${rowNumber}`, errors.map(errorText).join("; ")]);
      continue;
    }
    if (columns === undefined) {
      columns = names;
      printHead(columns);
    }
    const other = names.find((name) => columns?.includes(name) === false);
    if (other !== undefined) {
      throw usageError(
        `Cannot print row ${rowNumber} below the others: its batch has a column ${JSON.stringify(other)}`,
        `Write files instead: sfbulk results ${id}${orgWords(org)}${inFolder(values.outputDir)} --failed-only`,
      );
    }
    print([`${rowNumber}`, errors.map(errorText).join("; "), ...columns.map((name) => record[name] ?? "")]);
  }
  if (columns === undefined && held.length > 0) printHead([]);
}
