import {
  carryOutSweep,
  type CloseStaleJobsOptions,
  closeStaleJobs,
  type PlannedEnding,
  type StaleJobOutcome,
} from "@sfbulk/node";
import type { Call, Outcome } from "../command.ts";
import { type Org, setupLink } from "../connection/org.ts";
import { orgName } from "../connection/org-name.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { ask, mustBeAnswerable, type PromptValues } from "../parts/ask.ts";
import { judgeMany } from "../parts/judge-job.ts";
import { settledJob, type SettledJob } from "../parts/settled-job.ts";

/** The values of the options of `close --stale`. */
export interface StaleValues extends PromptValues {
  readonly olderThan?: string;
  readonly object?: string;
  readonly ingest?: "abort" | "delete" | "close";
  readonly abortOthers?: true;
  readonly concurrency: string;
  readonly dryRun?: true;
}

interface Sweep {
  readonly org: Org;
  readonly found: readonly StaleJobOutcome[];
}

/** Closes what was left open, in one org or several: finds it, shows it, asks once, does it. */
export async function closeStale(call: Call<StaleValues>, concurrency: number): Promise<Outcome> {
  const { values, output } = call;
  const isDry = values.dryRun === true;
  if (!isDry) mustBeAnswerable(call);
  const sweeps: Sweep[] = [];
  for (const org of await call.connectAll()) {
    sweeps.push({ org, found: await find(org, call, concurrency) });
  }
  const planned = sweeps.flatMap(({ found }) => found.filter(isPlanned)).length;
  // With --json the list is part of the document; in text it is what the question is about.
  const done: SettledJob[] = [];
  let failed = 0;
  const lineOf = (settled: StaleJobOutcome, org: Org): string =>
    settledJob(settled, org, call).text + (sweeps.length > 1 ? `  (${org.label})` : "");
  const show = (settled: StaleJobOutcome, org: Org): void => {
    const { value } = settledJob(settled, org, call);
    output.item(value, lineOf(settled, org));
    done.push(value);
    if (settled.outcome === "failed") failed++;
  };
  for (const { org, found } of sweeps) {
    for (const settled of found) {
      // What is about to be done is shown before it is asked for, and as done when it is.
      if (!isPlanned(settled) || isDry) show(settled, org);
      else if (values.prompt) output.line(lineOf(settled, org));
    }
  }
  adviseOnOthers(sweeps, call);
  if (isDry) output.note("This was a dry run: nothing was changed");
  else if (planned > 0) {
    const begins = sweeps.flatMap(({ found }) => found.filter(beginsLoad)).length;
    if (begins > 0) {
      output.warn(`${count(begins, "job")} of Bulk API 2.0: closing begins the writing of the rows that were uploaded`);
    }
    if (values.prompt) {
      const names = await Promise.all(
        sweeps
          .filter(({ found }) => found.some(isPlanned))
          .map(async ({ org }) => await orgName(org, call.interruption.signal)),
      );
      await ask(`${endings(sweeps)} in ${names.join(", ")}?`, call);
    }
    for (const { org, found } of sweeps) {
      const options = { concurrency, signal: call.interruption.signal };
      for await (const settled of carryOutSweep(org.connection, found.filter(isPlanned), options)) show(settled, org);
    }
  }
  if (done.length === 0) output.note("No job was left open");
  const tally: Record<string, number> = {};
  for (const { outcome } of done) tally[outcome] = (tally[outcome] ?? 0) + 1;
  const summary = { dryRun: isDry, tally };
  return { status: judgeMany(done.length, failed), result: { ...summary, jobs: done }, summary };
}

/** Tells whether closing it has Salesforce write its rows: only jobs of Bulk API 2.0 have a delimiter. */
const beginsLoad = (settled: StaleJobOutcome): boolean =>
  settled.outcome === "would-close" && "columnDelimiter" in settled.job;

/** Says what is about to be done: `Close 3 jobs, abort 1 job`. */
function endings(sweeps: readonly Sweep[]): string {
  const planned = sweeps.flatMap(({ found }) => found.filter(isPlanned));
  const parts = (["close", "abort", "delete"] as const).flatMap((verb) => {
    const many = planned.filter(({ outcome }) => outcome === `would-${verb}`).length;
    return many === 0 ? [] : [`${verb} ${count(many, "job")}`];
  });
  const text = parts.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const isPlanned = (settled: StaleJobOutcome): settled is PlannedEnding => settled.outcome.startsWith("would-");

async function find(org: Org, call: Call<StaleValues>, concurrency: number): Promise<StaleJobOutcome[]> {
  const { values, output, interruption } = call;
  const { olderThan, object, ingest, abortOthers = false } = values;
  const options: CloseStaleJobsOptions = {
    dryRun: true,
    abortOthers,
    concurrency,
    signal: interruption.signal,
    ...(olderThan === undefined ? {} : { olderThan }),
    ...(object === undefined ? {} : { object }),
    ...(ingest === undefined ? {} : { ingest }),
  };
  const progress = await startProgress(output, `Looking for jobs that were left open in ${org.label}`);
  try {
    const found: StaleJobOutcome[] = [];
    for await (const settled of closeStaleJobs(org.connection, options)) found.push(settled);
    return found;
  } finally {
    progress.stop();
  }
}

function adviseOnOthers(sweeps: readonly Sweep[], { output }: Call): void {
  for (const { org, found } of sweeps) {
    const others = found.filter(({ outcome }) => outcome === "not-ours").length;
    if (others === 0) continue;
    output.warn(
      // The link goes below: it is too long for most lines.
      `${count(others, "job")} of other users ${others === 1 ? "is" : "are"} left: only who created a job may close it. --abort-others aborts, with the permission "Manage Data Integrations". Or see\n  ${setupLink(org)}`,
    );
  }
}
