import { usageError } from "../arguments/usage-error.ts";
import type { Command, Outcome } from "../command.ts";
import { readingOptions, specOptions } from "../load/read-spec.ts";
import type { LoadCall } from "../loading/load-call.ts";
import { loadMany } from "../loading/load-many.ts";
import { loadOne } from "../loading/load-one.ts";
import {
  endingOptions,
  maxFailedOption,
  retryLockedOption,
  sendingOptions,
  snapshotOptions,
  surroundingOptions,
} from "../loading/load-options.ts";
import { loadRetry } from "../loading/load-retry.ts";
import { loadTrial } from "../loading/load-trial.ts";
import { prepareCall } from "../loading/prepare-call.ts";
import { retryLocked } from "../loading/retry-locked.ts";

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
    maxFailedOption,
    {
      flags: "--trial <rows>",
      description: "load so many rows first, by a job of their own, show what became of them, and ask whether to go on",
    },
    {
      flags: "--retry <id>",
      description: "the same as sfbulk retry <id>: load what failed in a job once more; no file is needed",
    },
    retryLockedOption,
    ...snapshotOptions,
    { flags: "--skip <rows>", description: "leave out so many rows at the beginning of the file" },
    { flags: "--again", description: "load a file though a receipt says that all its rows were loaded before" },
    ...endingOptions,
    ...readingOptions,
    ...sendingOptions,
    { flags: "--dry-run", description: "show what would be sent, and send nothing" },
    ...surroundingOptions,
  ],
  examples: [
    ["sfbulk load accounts.csv --sobject Account --operation insert", "loads a file and waits"],
    ["sfbulk load a.csv -s Account --operation upsert --external-id Key__c --json", "for scripts"],
    ["sfbulk load accounts.csv --resume", "goes on with a load that was interrupted"],
    ["sfbulk load a.csv -s Account --operation update --snapshot", "can be taken back: sfbulk undo <id>"],
    ["zcat big.csv.gz | sfbulk load - -s Contact --operation update --async", "loads what another program gives"],
  ],
  onlyPrints: ({ dryRun }) => dryRun === true,
  async run(given) {
    const call = prepareCall(given);
    const { args, values } = call;
    const { retry, trial } = values;
    if (retry !== undefined) return await loadRetry(retry, call);
    const [path, ...others] = args;
    if (path === undefined)
      throw usageError(
        "Cannot load without a file: expected its path, or - for stdin",
        "Load what failed in a job once more with: sfbulk retry <id>",
      );
    if (args.includes("-") && values.tokenStdin === true) {
      throw usageError("Cannot read both the rows and the token from standard input");
    }
    if (values.retryLocked === true && (trial !== undefined || values.async === true || values.dryRun === true)) {
      throw usageError(
        "Cannot use --retry-locked together with --trial, --async or --dry-run",
        "Load such rows again when all is processed: sfbulk retry <id> --serial",
      );
    }
    const one = async (file: string, its: LoadCall): Promise<Outcome> => {
      if (trial !== undefined) return await loadTrial(file, trial, its, load.options);
      const outcome = await loadOne(file, its);
      return values.retryLocked === true ? await retryLocked(outcome, await call.connect(), its) : outcome;
    };
    return others.length === 0 ? await one(path, call) : await loadMany(args, call, one);
  },
};
