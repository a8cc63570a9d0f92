import {
  jsonLinesOption,
  noPromptOption,
  orgOptions,
  outputOptions,
  waitOptions,
} from "../arguments/common-options.ts";
import { readTime } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Command, Outcome } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { remembering } from "../connection/remembering.ts";
import { apiOptions, readApi } from "../load/read-api.ts";
import { readingOptions, specOptions } from "../load/read-spec.ts";
import type { LoadCall } from "../loading/load-call.ts";
import { loadMany } from "../loading/load-many.ts";
import { loadOne } from "../loading/load-one.ts";
import { loadRetry } from "../loading/load-retry.ts";
import { loadTrial } from "../loading/load-trial.ts";
import { retryLocked } from "../loading/retry-locked.ts";
import { readDays } from "../loading/take-snapshot.ts";
import { readWait } from "../parts/wait-with-progress.ts";

/** `sfbulk load`. */
export const load: Command<LoadCall["values"]> = {
  name: "load",
  summary: "load a CSV file by a job that ends whatever happens",
  description:
    "Loads a CSV file: checks its columns and values against the org, creates a job of Bulk API 1.0, cuts the file between rows into batches, uploads them, closes the job, waits (or, by --api 2.0, has Salesforce cut it), and writes the results to files as `sfbulk results` does, and a receipt, <id>-load.json. The job ends whatever happens: Ctrl-C ends it as --on-error says, a second Ctrl-C leaves at once and says how to end it. A journal beside the file (<file>.sfbulk-journal, until the load has ended) has --resume go on with what was interrupted, kill -9 included, and no row goes in twice. Ends with 68 where rows failed, 65 where more failed than --max-failed, 69 where the time was over first, 75 where it stopped and --resume goes on with it, 1 where a batch is there twice, which is named.",
  argument: {
    name: "[file...]",
    description: 'CSV files, with a header line of field names, one load each; "-" for stdin',
  },
  options: [
    ...specOptions,
    { flags: "--resume", description: "go on with the load of this file that was interrupted" },
    { flags: "--new", description: "give up the load of this file that was interrupted, and load all rows" },
    { flags: "--journal <path>", description: "where the journal is (default: beside the file; stdin has none)" },
    {
      flags: "--max-failed <number>",
      description: "stop where more rows fail, a number or a share such as 5%; the job ends as --on-error says",
    },
    {
      flags: "--trial <rows>",
      description: "load so many rows first, by a job of their own, show what became of them, and ask whether to go on",
    },
    { flags: "--retry <id>", description: "load what failed in a job once more, as it was sent; no file is needed" },
    {
      flags: "--retry-locked",
      description:
        "when all others are through, load rows once more that failed since others had locked their records, one batch after another",
    },
    {
      flags: "--snapshot",
      description: "keep the records as they are before they are changed, so that sfbulk undo can write them back",
    },
    { flags: "--snapshot-days <days>", description: "how long that is kept (default: 7)" },
    { flags: "--skip <rows>", description: "leave out so many rows at the beginning of the file" },
    { flags: "--again", description: "load a file though a receipt says that all its rows were loaded before" },
    {
      flags: "--on-error <ending>",
      description: "what becomes of the job where the load fails or Ctrl-C ends it",
      choices: ["abort", "close", "leave"],
      default: "abort",
    },
    { flags: "--no-check", description: "send columns and values as they are, without asking the org about them" },
    ...readingOptions,
    ...apiOptions,
    {
      flags: "--stall-timeout <seconds>",
      description: "how long nothing may move while rows go up or down, before it is tried again (default: 60)",
    },
    { flags: "-a, --async", description: "do not wait for the job" },
    { flags: "--output-dir <folder>", description: "where to write the results", default: "." },
    { flags: "--failed-only", description: "write no file of the rows that went well" },
    { flags: "--dry-run", description: "show what would be sent, and send nothing" },
    noPromptOption,
    ...waitOptions,
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk load accounts.csv --sobject Account --operation insert", "loads a file and waits"],
    ["sfbulk load a.csv -s Account --operation upsert --external-id Key__c --json", "for scripts"],
    ["sfbulk load accounts.csv --resume", "goes on with a load that was interrupted"],
    ["sfbulk load a.csv -s Account --operation update --snapshot", "can be taken back: sfbulk undo <id>"],
    ["sfbulk load --retry 7509H0000016GUXQA2", "loads what failed once more"],
    ["zcat big.csv.gz | sfbulk load - -s Contact --operation update --async", "loads what another program gives"],
  ],
  async run(given) {
    // Several loads of one call are into one org, which is asked for once.
    let org: Promise<Org> | undefined;
    const { args, values } = given;
    const stallTimeout =
      values.stallTimeout === undefined ? undefined : readTime("--stall-timeout", values.stallTimeout, "seconds");
    const connect = async (): Promise<Org> => {
      const found = await given.connect();
      const connection = remembering(found.connection);
      return { ...found, connection: stallTimeout === undefined ? connection : { ...connection, stallTimeout } };
    };
    const call: LoadCall = { ...given, connect: async () => await (org ??= connect()) };
    readWait(values);
    readApi(values, undefined);
    readDays(values.snapshotDays);
    const { retry, trial } = values;
    if (retry !== undefined) return await loadRetry(retry, call);
    const [path, ...others] = args;
    if (path === undefined)
      throw usageError("Cannot load without a file: expected its path, - for stdin, or --retry <id>");
    if (args.includes("-") && values.tokenStdin === true) {
      throw usageError("Cannot read both the rows and the token from standard input");
    }
    if (values.retryLocked === true && (trial !== undefined || values.async === true || values.dryRun === true)) {
      throw usageError(
        "Cannot use --retry-locked together with --trial, --async or --dry-run",
        "Load such rows again when all is processed: sfbulk load --retry <id> --serial",
      );
    }
    const again = async (outcome: Outcome): Promise<Outcome> =>
      values.retryLocked === true ? await retryLocked(outcome, await call.connect(), call) : outcome;
    const one = async (file: string): Promise<Outcome> =>
      trial === undefined ? await again(await loadOne(file, call)) : await loadTrial(file, trial, call);
    return others.length === 0 ? await one(path) : await loadMany(args, call, one);
  },
};
