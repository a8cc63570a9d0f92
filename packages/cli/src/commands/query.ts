import { addBatch, objectOfQuery, withJob } from "@sfbulk/node";
import {
  jsonLinesOption,
  orgOptions,
  outputOptions,
  waitOptions,
  type WaitValues,
} from "../arguments/common-options.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import { readWait, waitWithProgress } from "../parts/wait-with-progress.ts";
import { mustBeFree } from "../results/result-file.ts";
import { writeRecords } from "../results/write-records.ts";

/** The values of the options of `query`. */
interface QueryValues extends WaitValues {
  readonly sobject?: string;
  readonly allRows?: true;
  readonly outputFile?: string;
  readonly overwrite?: true;
}

/** `sfbulk query`. */
export const query: Command<QueryValues> = {
  name: "query",
  summary: "run a SOQL query as a job, and write what it finds",
  description:
    "Runs a SOQL query as a job, waits for it, and prints what it finds as CSV, to standard output or a file; with --json or --jsonl as JSON. The job is closed whatever happens.",
  argument: { name: "<soql>", description: "the query, in quotes" },
  options: [
    { flags: "-s, --sobject <name>", description: "the object, where the query does not tell it" },
    { flags: "--all-rows", description: "deleted and archived records too" },
    { flags: "--output-file <path>", description: "write CSV to a file that is not there yet" },
    { flags: "--overwrite", description: "replace a file that is there already" },
    ...waitOptions,
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ['sfbulk query "SELECT Id, Name FROM Account" > accounts.csv', "writes what it finds to a file"],
    ['sfbulk query "SELECT Id FROM Task WHERE IsClosed = false" --jsonl | jq -r .Id', "prints ids for another command"],
  ],
  onlyPrints: ({ outputFile }) => outputFile === undefined,
  async run(call) {
    const { args, values, output, interruption } = call;
    const [soql = ""] = args;
    const object = values.sobject ?? objectOf(soql);
    readWait(values);
    if (values.outputFile !== undefined) await mustBeFree(values.outputFile, values.overwrite === true);
    const org = await call.connect();
    const operation = values.allRows === true ? "queryAll" : "query";
    const { job } = await withJob(
      org.connection,
      { operation, object },
      (open, signal) => {
        call.own({ id: open.id, isClosed: false });
        return addBatch(org.connection, open, soql, { signal });
      },
      { signal: interruption.signal },
    );
    call.own({ id: job.id, isClosed: true });
    await waitWithProgress(job.id, org, call);
    const written = await writeRecords(job.id, org, call, values.outputFile);
    if (values.outputFile !== undefined) output.line(`What job ${job.id} found is in ${values.outputFile}`);
    return { status: 0, result: written };
  },
};

/** Finds the object of a query: what stands behind FROM, outside of strings and of queries within. */
function objectOf(soql: string): string {
  const object = objectOfQuery(soql);
  if (object !== undefined) return object;
  throw usageError(
    `Cannot find the object of the query ${JSON.stringify(soql.slice(0, 80))}: expected "SELECT … FROM …"`,
    "Put the query in quotes, or name the object: --sobject <name>",
  );
}
