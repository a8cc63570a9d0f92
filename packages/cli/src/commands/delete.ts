import { deleteIngestJob, deleteQueryJob } from "@sfbulk/node";
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
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Command } from "../command.ts";
import { orgName } from "../connection/org-name.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { commandError } from "../output/command-error.ts";
import { count } from "../output/count.ts";
import { ask, mustBeAnswerable, type PromptValues } from "../parts/ask.ts";
import { cannotEnd, dryRun } from "../parts/dry-run.ts";
import { factsOfJob } from "../parts/facts-of-job.ts";
import { findJob, type FoundJob } from "../parts/find-job.ts";
import { judgeMany } from "../parts/judge-job.ts";
import { type Settled, settledJob, type SettledJob } from "../parts/settled-job.ts";

/** The values of the options of `delete`. */
interface DeleteValues extends PromptValues {
  readonly file?: string;
  readonly dryRun?: true;
}

/** `sfbulk delete`. */
export const deleteJobs: Command<DeleteValues> = {
  name: "delete",
  summary: "delete jobs of Bulk API 2.0, with their rows and results",
  description:
    "Deletes jobs of Bulk API 2.0 that have ended, with the rows that were uploaded and their results; records that they have written stay. A job that is open, or a query that goes on, is aborted first: sfbulk abort. Bulk API 1.0 deletes no job. It shows the jobs and asks once.",
  argument: idsArgument,
  options: [idsFileOption, dryRunOption, noPromptOption, ...orgOptions, jsonLinesOption, ...outputOptions],
  examples: [
    ["sfbulk delete 7509H0000016GUXQA2", "shows the job, asks, and deletes it"],
    [
      "sfbulk list --mine --state JobComplete --jsonl | jq -r '.id // empty' | sfbulk delete - -p",
      "deletes what another command lists",
    ],
  ],
  onlyPrints: ({ dryRun: isDry }) => isDry === true,
  async run(call) {
    const { args, values, output, interruption } = call;
    const { signal } = interruption;
    if (values.dryRun !== true) mustBeAnswerable(call);
    const ids = await readIds(args, values.file, values.tokenStdin === true, signal);
    const org = await call.connect();
    if (values.dryRun === true) return await dryRun(ids, org, call, "delete");
    if (values.prompt) await show(ids, org, call);
    // Without a prompt nobody reads where.
    if (ids.length > 0 && values.prompt) {
      await ask(`Delete ${count(ids.length, "job")} in ${await orgName(org, signal)}?`, call);
    }
    const jobs: SettledJob[] = [];
    let failed = 0;
    for (const id of ids) {
      const settled = await deleteOne(id, org, call, ids.length);
      if (settled.outcome === "failed") failed++;
      const { value, text } = settledJob(settled, org, call);
      output.item(value, text);
      jobs.push(value);
    }
    if (ids.length === 0) output.warn("There was no id to delete a job by");
    const summary = { deleted: ids.length - failed, failed };
    return { status: judgeMany(ids.length, failed), result: { ...summary, jobs }, summary };
  },
};

/** Shows what the question is about. A job that cannot be deleted is an error before anything is done. */
async function show(ids: readonly string[], org: Org, { output, interruption }: Call): Promise<void> {
  for (const id of ids) {
    const found = await findJob(org.connection, id, interruption.signal);
    mustBeDeletable(found, org);
    output.note(`${found.job.state.padEnd(14)}  ${found.job.id}  ${factsOfJob(found.job, output.verbose)}`);
  }
}

/** The states in which Salesforce deletes a job. */
const deletable: Readonly<Record<"2.0-ingest" | "2.0-query", readonly string[]>> = {
  "2.0-ingest": ["UploadComplete", "JobComplete", "Aborted", "Failed"],
  "2.0-query": ["JobComplete", "Aborted", "Failed"],
};

/** @throws UsageError for a job of Bulk API 1.0; NotEnded for one that goes on. */
function mustBeDeletable({ api, job }: FoundJob, org: Org): void {
  if (api === "1.0") throw usageError(cannotEnd("delete", job.id));
  if (deletable[api].includes(job.state)) return;
  throw commandError("NotEnded", `Cannot delete job ${job.id}: it is ${job.state}`, {
    actions: [`Abort it first: sfbulk abort ${job.id}${orgWords(org)}`],
    data: { jobId: job.id, job },
  });
}

async function deleteOne(id: string, org: Org, { interruption }: Call, all: number): Promise<Settled> {
  const { connection } = org;
  const { signal } = interruption;
  try {
    const found = await findJob(connection, id, signal);
    mustBeDeletable(found, org);
    await (found.api === "2.0-query" ? deleteQueryJob : deleteIngestJob)(connection, id, { signal });
    return { jobId: id, outcome: "deleted", job: found.job };
  } catch (error) {
    signal.throwIfAborted();
    if (all === 1) throw error;
    return { jobId: id, outcome: "failed", error: error as Error };
  }
}
