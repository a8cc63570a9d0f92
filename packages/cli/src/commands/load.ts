import { createJob, type Ending, type JobSpec, type TwinBatch } from "@sfbulk/node";
import {
  noPromptOption,
  orgOptions,
  outputOptions,
  waitOptions,
  type WaitValues,
} from "../arguments/common-options.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command, Outcome } from "../command.ts";
import { curlOf } from "../connection/curl-of.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { requestOf } from "../connection/request-of.ts";
import { loadRows } from "../load/load-rows.ts";
import { mustHaveRows } from "../load/must-have-rows.ts";
import { type FileReading, openRows, type Rows } from "../load/open-rows.ts";
import { byteSize } from "../output/byte-size.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { ask, mustBeAnswerable, type PromptValues } from "../parts/ask.ts";
import { judgeJob } from "../parts/judge-job.ts";
import { readWait, waitWithProgress } from "../parts/wait-with-progress.ts";
import { mustBeWritable } from "../results/must-be-writable.ts";
import { showResults } from "../results/show-results.ts";
import { writeResults } from "../results/write-results.ts";

const operations = ["insert", "update", "upsert", "delete", "hardDelete"];

/** The names that Bulk API 2.0 has for them, and so the sf CLI. */
const delimiters = { BACKQUOTE: "`", CARET: "^", COMMA: ",", PIPE: "|", SEMICOLON: ";", TAB: "\t" } as const;

/** The values of the options of `load`. */
interface LoadValues extends WaitValues, PromptValues {
  readonly sobject?: string;
  readonly operation?: string;
  readonly externalId?: string;
  readonly serial?: true;
  readonly assignmentRule?: string;
  readonly onError: Ending;
  readonly encoding?: string;
  readonly columnDelimiter?: keyof typeof delimiters;
  readonly batchSize: string;
  readonly concurrency: string;
  readonly async?: true;
  readonly outputDir: string;
  readonly failedOnly?: true;
  readonly dryRun?: true;
}

/** `sfbulk load`. */
export const load: Command<LoadValues> = {
  name: "load",
  summary: "load a CSV file by a job that ends whatever happens",
  description:
    "Loads a CSV file: creates a job, cuts the file between rows into batches, uploads them, closes the job, waits, and writes the results to files as `sfbulk results` does. The job ends whatever happens: Ctrl-C ends it as --on-error says, a second Ctrl-C leaves at once and says how to end it. Ends with 68 where rows failed, 69 where the time was over first, 1 where a batch is there twice, which is named.",
  argument: { name: "<file>", description: 'the CSV file, with a header line of field names; "-" for stdin' },
  options: [
    { flags: "-s, --sobject <name>", description: "the object, Account" },
    { flags: "--operation <name>", description: "what to do with the rows", choices: operations },
    { flags: "--external-id <field>", description: "with upsert: the field that tells which record is meant" },
    { flags: "-r, --serial", description: "process batches one after another, where they lock the same records" },
    { flags: "--assignment-rule <id>", description: "id of the assignment rule for cases or leads" },
    {
      flags: "--on-error <ending>",
      description: "what becomes of the job where the load fails or Ctrl-C ends it",
      choices: ["abort", "close", "leave"],
      default: "abort",
    },
    {
      flags: "--encoding <label>",
      description: "how the file is encoded, windows-1252 for one (default: UTF-8, or UTF-16 where that is to be seen)",
    },
    {
      flags: "--column-delimiter <name>",
      description: "what stands between the values (default: what the first line has)",
      choices: Object.keys(delimiters),
    },
    { flags: "--batch-size <rows>", description: "how many rows a batch may have", default: "10000" },
    { flags: "--concurrency <number>", description: "how many batches are uploaded at a time", default: "4" },
    { flags: "-a, --async", description: "do not wait for the job" },
    { flags: "--output-dir <folder>", description: "where to write the results", default: "." },
    { flags: "--failed-only", description: "write no file of the rows that went well" },
    { flags: "--dry-run", description: "show what would be sent, and send nothing" },
    noPromptOption,
    ...waitOptions,
    ...orgOptions,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk load accounts.csv --sobject Account --operation insert", "loads a file and waits"],
    ["sfbulk load a.csv -s Account --operation upsert --external-id Key__c --json", "for scripts"],
    ["zcat big.csv.gz | sfbulk load - -s Contact --operation update --async", "loads what another program gives"],
  ],
  async run(call) {
    const { args, values, output } = call;
    const [path = ""] = args;
    const spec = readSpec(values);
    const plan = {
      spec,
      onError: values.onError,
      concurrency: readCount("--concurrency", values.concurrency, 50),
      maxRecords: readCount("--batch-size", values.batchSize, 10_000),
      reading: readingOf(values),
    };
    readWait(values);
    if (path === "-" && values.tokenStdin === true) {
      throw usageError("Cannot read both the rows and the token from standard input");
    }
    const isDelete = spec.operation === "delete" || spec.operation === "hardDelete";
    if (isDelete && values.dryRun !== true) mustBeAnswerable(call);
    const rows = await openRows(path);
    if (values.async !== true && values.dryRun !== true) await mustBeWritable(values.outputDir);
    await mustHaveRows(path, rows, plan.reading, call.interruption.signal);
    const org = await call.connect();
    if (values.dryRun === true) return await showPlan(rows, spec, org, call);
    if (isDelete && values.prompt) {
      output.note(`${spec.operation}  ${spec.object}  every row of ${describe(rows)} in ${org.label}`);
      await ask(`${spec.operation === "delete" ? "Delete" : "Delete for good"} these records?`, call);
    }
    const { job, batches, duplicates } = await loadRows(rows, plan, org, call);
    const added = batches.reduce((sum, batch) => sum + batch.rows, 0);
    output.note(
      `Job ${job.id} is ${job.state}: ${count(added, "row")} in ${count(batches.length, "batch", "batches")}`,
    );
    for (const { batch, of } of duplicates) {
      output.warn(
        `Batch ${batch.id} is there once more: rows ${of.firstRow} to ${of.firstRow + of.rows - 1} are those of batch ${of.batch.id} too`,
      );
    }
    const twice = duplicates.length === 0 ? {} : { duplicates: duplicates.map(showDuplicate) };
    if (values.async === true) {
      output.line(job.id);
      output.note(`Wait for it with: sfbulk wait ${job.id}${orgWords(org)}`);
      const result = { jobId: job.id, job, rowsAdded: added, batchesAdded: batches.length, ...twice };
      return { status: duplicates.length === 0 ? 0 : 1, result };
    }
    const finished = await waitWithProgress(job.id, org, call);
    const progress = await startProgress(output, "Reading the results");
    try {
      const written = await writeResults(finished.job, org, {
        folder: values.outputDir,
        // Its name has the id of a job that was made just now.
        overwrite: false,
        failedOnly: values.failedOnly === true,
        batches,
        signal: call.interruption.signal,
        onRows: (read) => output.moves && progress.say(`${count(read, "row")} of the results read`),
      });
      progress.stop();
      const status = duplicates.length === 0 ? judgeJob(finished.job) : 1;
      return { status, result: { ...showResults(finished.job, written, output), ...twice } };
    } finally {
      progress.stop();
    }
  },
};

function readSpec({ sobject, operation, externalId, serial, assignmentRule }: LoadValues): JobSpec {
  if (sobject === undefined) throw usageError("Cannot load without an object: expected --sobject <name>");
  if (operation === undefined) {
    throw usageError(`Cannot load without an operation: expected --operation, one of ${operations.join(", ")}`);
  }
  if (operation === "upsert" && externalId === undefined) {
    throw usageError('Cannot upsert without --external-id: expected the name of a field, or "Id"');
  }
  if (operation !== "upsert" && externalId !== undefined) {
    throw usageError(
      `Cannot use --external-id with ${operation}: it tells which record is meant in an upsert`,
      `Leave it out, or use --operation upsert`,
    );
  }
  return {
    operation,
    object: sobject,
    contentType: "CSV",
    externalIdFieldName: externalId,
    ...(serial === undefined ? {} : { concurrencyMode: "Serial" }),
    ...(assignmentRule === undefined ? {} : { assignmentRuleId: assignmentRule }),
  };
}

const readingOf = ({ encoding, columnDelimiter }: LoadValues): FileReading => ({
  ...(encoding === undefined ? {} : { encoding }),
  ...(columnDelimiter === undefined ? {} : { delimiter: delimiters[columnDelimiter] }),
});

const showDuplicate = ({ batch, of }: TwinBatch): object => ({
  batchId: batch.id,
  repeats: of.batch.id,
  firstRow: of.firstRow,
  rows: of.rows,
});

const describe = ({ name, bytes }: Rows): string => (bytes === undefined ? name : `${name} (${byteSize(bytes)})`);

async function showPlan(rows: Rows, spec: JobSpec, org: Org, { output, values }: Call<LoadValues>): Promise<Outcome> {
  const { url, init } = await requestOf(org.connection, (caught, signal) => createJob(caught, spec, { signal }));
  const body = new TextDecoder().decode(init.body);
  output.line(values.explain === true ? curlOf(url, init) : `${init.method} ${url} ${body}`);
  output.line(`then ${describe(rows)} in batches of up to ${values.batchSize} rows, and the job is closed`);
  output.note("This was a dry run: nothing was sent");
  return { status: 0, result: { dryRun: true, file: rows.name, bytes: rows.bytes, spec, request: { url, body } } };
}
