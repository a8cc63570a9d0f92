import {
  noPromptOption,
  orgOptions,
  outputOptions,
  waitOptions,
  type WaitValues,
} from "../arguments/common-options.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import type { JournalValues } from "../journals/take-journal.ts";
import { readingOptions, type ReadingValues, specOptions, type SpecValues } from "../load/read-spec.ts";
import { type LoadOneValues, loadOne } from "../loading/load-one.ts";
import type { PromptValues } from "../parts/ask.ts";
import { readWait } from "../parts/wait-with-progress.ts";

/** The values of the options of `load`. */
type LoadValues = LoadOneValues & SpecValues & ReadingValues & JournalValues & WaitValues & PromptValues;

/** `sfbulk load`. */
export const load: Command<LoadValues> = {
  name: "load",
  summary: "load a CSV file by a job that ends whatever happens",
  description:
    "Loads a CSV file: checks its columns and values against the org, creates a job, cuts the file between rows into batches, uploads them, closes the job, waits, and writes the results to files as `sfbulk results` does, and a receipt, <id>-load.json. The job ends whatever happens: Ctrl-C ends it as --on-error says, a second Ctrl-C leaves at once and says how to end it. A journal beside the file (<file>.sfbulk-journal, until the load has ended) has --resume go on with what was interrupted, kill -9 included, and no row goes in twice. Ends with 68 where rows failed, 65 where more failed than --max-failed, 69 where the time was over first, 75 where it stopped and --resume goes on with it, 1 where a batch is there twice, which is named.",
  argument: { name: "<file>", description: 'the CSV file, with a header line of field names; "-" for stdin' },
  options: [
    ...specOptions,
    { flags: "--resume", description: "go on with the load of this file that was interrupted" },
    { flags: "--new", description: "give up the load of this file that was interrupted, and load all rows" },
    { flags: "--journal <path>", description: "where the journal is (default: beside the file; stdin has none)" },
    { flags: "--again", description: "load a file though a receipt says that all its rows were loaded before" },
    {
      flags: "--on-error <ending>",
      description: "what becomes of the job where the load fails or Ctrl-C ends it",
      choices: ["abort", "close", "leave"],
      default: "abort",
    },
    { flags: "--no-check", description: "send columns and values as they are, without asking the org about them" },
    ...readingOptions,
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
    ["sfbulk load accounts.csv --resume", "goes on with a load that was interrupted"],
    ["zcat big.csv.gz | sfbulk load - -s Contact --operation update --async", "loads what another program gives"],
  ],
  async run(call) {
    const { args, values } = call;
    const [path = ""] = args;
    readWait(values);
    readCount("--concurrency", values.concurrency, 50);
    readCount("--batch-size", values.batchSize, 10_000);
    if (path === "-" && values.tokenStdin === true) {
      throw usageError("Cannot read both the rows and the token from standard input");
    }
    return await loadOne(path, call);
  },
};
