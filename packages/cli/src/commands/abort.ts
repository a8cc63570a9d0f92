import { abortJobs } from "@sfbulk/node";
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
import type { Call, Command } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { orgName } from "../connection/org-name.ts";
import { count } from "../output/count.ts";
import { ask, mustBeAnswerable, type PromptValues } from "../parts/ask.ts";
import { dryRun } from "../parts/dry-run.ts";
import { factsOfJob } from "../parts/facts-of-job.ts";
import { findJob } from "../parts/find-job.ts";
import { judgeMany } from "../parts/judge-job.ts";
import { settledJob, type SettledJob } from "../parts/settled-job.ts";

/** The values of the options of `abort`. */
interface AbortValues extends PromptValues {
  readonly file?: string;
  readonly dryRun?: true;
}

/** `sfbulk abort`. */
export const abort: Command<AbortValues> = {
  name: "abort",
  summary: "abort jobs",
  description:
    "Aborts jobs of either API: batches that wait are not processed, and what was written stays. A job that is aborted already is a success. It shows the jobs and asks once.",
  argument: idsArgument,
  options: [idsFileOption, dryRunOption, noPromptOption, ...orgOptions, jsonLinesOption, ...outputOptions],
  examples: [
    ["sfbulk abort 7509H0000016GUXQA2", "shows the job, asks, and aborts it"],
    ["sfbulk abort --file ids.txt --no-prompt --json", "aborts without asking, for scripts"],
  ],
  onlyPrints: ({ dryRun: isDry }) => isDry === true,
  async run(call) {
    const { args, values, output } = call;
    if (values.dryRun !== true) mustBeAnswerable(call);
    const ids = await readIds(args, values.file, values.tokenStdin === true, call.interruption.signal);
    const org = await call.connect();
    if (values.dryRun === true) {
      return await dryRun(ids, org, call, "abort");
    }
    if (values.prompt) await show(ids, org, call);
    if (ids.length > 0 && values.prompt) {
      await ask(`Abort ${count(ids.length, "job")} in ${await orgName(org, call.interruption.signal)}?`, call);
    }
    const jobs: SettledJob[] = [];
    let failed = 0;
    for await (const settled of abortJobs(org.connection, ids, { concurrency: 1, signal: call.interruption.signal })) {
      // Of one job the error is the whole answer.
      if (settled.outcome === "failed" && ids.length === 1) throw settled.error;
      if (settled.outcome === "failed") failed++;
      const { value, text } = settledJob(settled, org, call);
      output.item(value, text);
      jobs.push(value);
    }
    if (ids.length === 0) output.warn("There was no id to abort a job by");
    const summary = { aborted: ids.length - failed, failed };
    return { status: judgeMany(ids.length, failed), result: { ...summary, jobs }, summary };
  },
};

/** Shows what the question is about. A job that cannot be read is an error before anything is done. */
async function show(ids: readonly string[], { connection }: Org, call: Call<AbortValues>): Promise<void> {
  const { signal } = call.interruption;
  if (call.output.mode !== "text") return;
  for (const id of ids) {
    const { job } = await findJob(connection, id, signal);
    call.output.note(`${job.state.padEnd(14)}  ${job.id}  ${factsOfJob(job, call.output.verbose)}`);
  }
}
