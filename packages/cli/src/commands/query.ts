import type { PkChunking } from "@sfbulk/node";
import { jsonLinesOption, orgOptions, outputOptions, waitOptions } from "../arguments/common-options.ts";
import { readCount } from "../arguments/read-number.ts";
import { readSoql } from "../arguments/read-soql.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import type { Output } from "../output/output.ts";
import { readWait } from "../parts/wait-with-progress.ts";
import { mustBeFree } from "../files/result-file.ts";
import { type QueryValues, runInOwnJob } from "../results/run-in-own-job.ts";
import { recordFormats, type WrittenFormat } from "../results/write-records.ts";

/** `sfbulk query`. */
export const query: Command<QueryValues> = {
  name: "query",
  summary: "run a SOQL query as a job, and write what it finds",
  description:
    "Runs a SOQL query as a job of Bulk API 2.0, waits for it, and prints what it finds as CSV, to standard output or a file. When that is written the job is deleted; where nobody reads it any more (| head) it is aborted as well. After Ctrl-C, and where the time is over, it goes on, and how to read it later is said. A job of Bulk API 1.0 is closed.",
  argument: { name: "[soql]", description: 'the query, in quotes; "-" reads it from standard input' },
  options: [
    { flags: "-f, --file <path>", description: 'a file with the query; "-" for standard input' },
    {
      flags: "--api <version>",
      description: "which Bulk API runs it: 2.0 unless --pk-chunking needs 1.0",
      choices: ["1.0", "2.0"],
    },
    {
      flags: "--pk-chunking [size]",
      description:
        "have Bulk API 1.0 split the query by ids, into chunks of so many (--pk-chunking=250000); 2.0 does so by itself",
    },
    { flags: "--all-rows", description: "deleted and archived records too" },
    { flags: "--output-file <path>", description: "write to a file that is not there yet" },
    { flags: "--overwrite", description: "replace a file that is there already" },
    {
      flags: "--result-format <format>",
      description: "how records are written: csv, json (an array) or jsonl (a line each); csv unless JSON is asked for",
      choices: recordFormats,
    },
    { flags: "--keep", description: "leave the job and its results as they are at the end" },
    ...waitOptions,
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ['sfbulk query "SELECT Id, Name FROM Account" > accounts.csv', "writes what it finds to a file"],
    ["sfbulk query --file open-tasks.soql --output-file tasks.jsonl --result-format jsonl", "shows how it gets on"],
    [
      'sfbulk query "SELECT Id FROM Task WHERE IsClosed = false" --result-format jsonl | jq -r .Id',
      "prints ids for another command",
    ],
  ],
  onlyPrints: ({ outputFile }) => outputFile === undefined,
  async run(call) {
    const { args, values, output, interruption } = call;
    const pkChunking = readPkChunking(values.pkChunking);
    if (values.api === "2.0" && pkChunking !== undefined) {
      throw usageError("Cannot use --pk-chunking with --api 2.0: it splits such queries by itself");
    }
    if (values.overwrite === true && values.outputFile === undefined) {
      throw usageError("Cannot use --overwrite without --output-file");
    }
    const format = chooseFormat(values, output);
    readWait(values);
    if (values.outputFile !== undefined) await mustBeFree(values.outputFile, values.overwrite === true);
    const soql = await readSoql(args, values.file, values.tokenStdin === true, interruption.signal);
    const org = await call.connect();
    const api = values.api ?? (pkChunking === undefined ? "2.0" : "1.0");
    return { status: 0, result: await runInOwnJob({ soql, api, pkChunking, format }, org, call) };
  },
};

/** Reads the value of an option that may be there without one. */
function readPkChunking(text: string | undefined): boolean | PkChunking | undefined {
  if (text === undefined) return undefined;
  // As many as Salesforce lets a chunk have.
  return text === "" ? true : { chunkSize: readCount("--pk-chunking", text, 250_000) };
}

/** Chooses how records are written. Standard output has one form. */
function chooseFormat({ resultFormat, outputFile }: QueryValues, { mode }: Output): WrittenFormat {
  if (outputFile !== undefined) return resultFormat ?? "csv";
  if (mode === "text") return resultFormat ?? "csv";
  // Lines of --jsonl say what they are, and end with a summary; records alone do not.
  const ofMode = mode === "json" ? "json" : "rows";
  if (resultFormat !== undefined && resultFormat !== ofMode) {
    throw usageError(
      `Cannot print records as ${resultFormat} and ${mode === "json" ? "a document of JSON" : "lines of --jsonl"} at once`,
      "Leave one of them out, or write the records to a file: --output-file <path>",
    );
  }
  return ofMode;
}
