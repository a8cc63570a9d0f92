import { type CloseOutcome, closeJobs } from "@sfbulk/node";
import {
  dryRunOption,
  idsArgument,
  idsFileOption,
  jsonLinesOption,
  noPromptOption,
  orgOptions,
  outputOptions,
} from "../arguments/common-options.ts";
import { readIds } from "../arguments/read-ids.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command, Outcome } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { dryRun } from "../parts/dry-run.ts";
import { judgeMany } from "../parts/judge-job.ts";
import { settledJob, type SettledJob } from "../parts/settled-job.ts";
import { closeStale, type StaleValues } from "./close-stale.ts";

/** The values of the options of `close`. */
interface CloseValues extends StaleValues {
  readonly file?: string;
  readonly stale?: true;
}

/** `sfbulk close`. */
export const close: Command<CloseValues> = {
  name: "close",
  summary: "close jobs, and be certain that they are closed",
  description:
    "Closes jobs of either API; closing one of Bulk API 2.0 begins the writing of its rows. A job counts as closed only when Salesforce has said so: a lost answer is settled by reading the job, and a job that is closed already is a success. With --stale it finds the jobs that were left open, and asks before it closes them.",
  argument: idsArgument,
  options: [
    idsFileOption,
    { flags: "--stale", description: "close the jobs that were left open" },
    { flags: "--older-than <age>", description: "with --stale: created, and last changed, so long ago (24h)" },
    { flags: "--object <name>", description: "with --stale: only jobs of this object" },
    {
      flags: "--ingest <ending>",
      description:
        "with --stale: what becomes of open jobs of Bulk API 2.0 (abort); close begins the writing of their rows",
      choices: ["abort", "delete", "close"],
    },
    { flags: "--abort-others", description: "with --stale: abort the jobs of other users, who alone may close them" },
    { flags: "--concurrency <number>", description: "how many jobs are closed at a time", default: "8" },
    dryRunOption,
    noPromptOption,
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk close 7509H0000016GUXQA2", "closes a job of the default org of the sf CLI"],
    ["sfbulk close --file ids.txt --target-org prod", "closes the jobs whose ids stand in a file"],
    ["sfbulk close --stale --older-than 7d --dry-run", "shows which jobs were left open for a week"],
    [
      "sfbulk list --state Open --mine --jsonl | jq -r '.id // empty' | sfbulk close -",
      "closes what another command lists",
    ],
  ],
  onlyPrints: ({ dryRun: isDry }) => isDry === true,
  async run(call) {
    const { args, values } = call;
    const concurrency = readCount("--concurrency", values.concurrency, 100);
    if (values.stale === true) {
      if (args.length > 0 || values.file !== undefined) throw usageError("Cannot take ids together with --stale");
      return await closeStale(call, concurrency);
    }
    for (const flag of ["olderThan", "object", "ingest", "abortOthers"] as const) {
      if (values[flag] !== undefined) throw usageError(`Cannot use ${flags[flag]} without --stale`);
    }
    const ids = await readIds(args, values.file, values.tokenStdin === true, call.interruption.signal);
    const org = await call.connect();
    if (values.dryRun === true) {
      return await dryRun(ids, org, call, "close");
    }
    return await closeIds(ids, org, call, concurrency);
  },
};

const flags = {
  olderThan: "--older-than",
  object: "--object",
  ingest: "--ingest",
  abortOthers: "--abort-others",
} as const;

async function closeIds(
  ids: readonly string[],
  org: Org,
  call: Call<CloseValues>,
  concurrency: number,
): Promise<Outcome> {
  const { output, interruption } = call;
  const { signal } = interruption;
  const total = ids.length;
  const tally: Record<CloseOutcome["outcome"], number> = { closed: 0, "already-closed": 0, failed: 0 };
  const jobs: SettledJob[] = [];
  let done = 0;
  const onIngest = (id: string): void =>
    output.warn(`Job ${id} is one of Bulk API 2.0: closing it begins the writing of its rows`);
  const progress = await startProgress(output, total === 1 ? "Closing the job" : `Closing jobs`);
  try {
    for await (const settled of closeJobs(org.connection, ids, { concurrency, signal, onIngest })) {
      // Of one job the error is the whole answer.
      if (settled.outcome === "failed" && total === 1) throw settled.error;
      tally[settled.outcome]++;
      done++;
      const { value, text } = settledJob(settled, org, call);
      output.item(value, text);
      // With --jsonl the jobs are not kept: there may be any number of them.
      if (output.mode === "json") jobs.push(value);
      if (output.moves) progress.say(`${done} of ${total} jobs`);
    }
  } finally {
    progress.stop();
  }
  const { closed, "already-closed": alreadyClosed, failed } = tally;
  if (done === 0) output.warn("There was no id to close a job by");
  if (done > 1) {
    output.note(`${count(closed, "job")} closed, ${alreadyClosed} already closed, ${failed} failed`);
  }
  return {
    status: judgeMany(done, failed),
    result: { closed, alreadyClosed, failed, jobs },
    summary: { closed, alreadyClosed, failed },
  };
}
