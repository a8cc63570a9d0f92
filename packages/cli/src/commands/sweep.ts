import { type CloseStaleJobsOptions, closeStaleJobs, findJobs, type StaleJobOutcome } from "@sfbulk/node";
import { jsonLinesOption, orgOptions, outputOptions } from "../arguments/common-options.ts";
import { readCount } from "../arguments/read-number.ts";
import type { Call, Command } from "../command.ts";
import type { Org } from "../connection/org.ts";
import type { ExitCode } from "../exit-code.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { settledJob, type SettledJob } from "../parts/settled-job.ts";
import { describeError, type ErrorDocument } from "../reporting/report-error.ts";

/** The values of the options of `sweep`. */
interface SweepValues {
  readonly olderThan: string;
  readonly object?: string;
  readonly ingest?: "abort" | "delete" | "close";
  readonly abortOthers?: true;
  readonly maxOpen?: string;
  readonly concurrency: string;
  readonly dryRun?: true;
}

/** What a sweep of one org came to. */
interface SweptOrg {
  readonly targetOrg: string;
  /** How many jobs came to each outcome: `{ closed: 3, "not-ours": 1 }`. */
  readonly tally: Readonly<Record<string, number>>;
  /** How many jobs of anybody's are open after it, however old; `null` where that could not be read. */
  readonly open: number | null;
  readonly jobs: readonly SettledJob[];
  /** What ended it early. */
  readonly error?: ErrorDocument;
}

/** `sfbulk sweep`. */
export const sweep: Command<SweepValues> = {
  name: "sweep",
  summary: "close what was left open, every night, with one line for the log",
  description:
    "Closes the jobs that were left open, as close --stale does, for a scheduler: it asks nothing, prints one line for each org, and goes on with the next org where one fails. With --max-open it tells by its exit code, 80, that more jobs than that are open after it. Jobs of others are left alone, and named by close --stale --dry-run.",
  options: [
    { flags: "--older-than <age>", description: "created, and last changed, so long ago", default: "24h" },
    { flags: "--max-open <number>", description: "how many jobs may be open after it, whoever created them" },
    { flags: "--object <name>", description: "only jobs of this object are closed" },
    {
      flags: "--ingest <ending>",
      description: "what becomes of open jobs of Bulk API 2.0 (abort); close begins the writing of their rows",
      choices: ["abort", "delete", "close"],
    },
    { flags: "--abort-others", description: "abort the jobs of other users, who alone may close them" },
    { flags: "--concurrency <number>", description: "how many jobs are closed at a time", default: "8" },
    { flags: "--dry-run", description: "say what would be done, and change nothing" },
    ...orgOptions,
    jsonLinesOption,
    ...outputOptions,
  ],
  examples: [
    ["sfbulk sweep --older-than 24h --max-open 20 -o prod", "closes what was left open for a day"],
    ["sfbulk sweep -o prod -o uat >> sweep.log", "writes a line for each org into a log"],
  ],
  onlyPrints: ({ dryRun }) => dryRun === true,
  async run(call) {
    const { values, output } = call;
    const concurrency = readCount("--concurrency", values.concurrency, 100);
    const maxOpen = values.maxOpen === undefined ? undefined : readMaxOpen(values.maxOpen);
    const swept: SweptOrg[] = [];
    for (const org of await call.connectAll()) {
      const one = await sweepOrg(org, call, concurrency);
      output.item(one, lineOf(one, maxOpen, values.dryRun === true));
      for (const { error, jobId } of one.jobs) {
        if (error !== undefined) output.warn(`${jobId}: ${(error as ErrorDocument).message}`);
      }
      if (one.error !== undefined) output.warn(`${org.label}: ${one.error.message}`);
      swept.push(one);
    }
    const about = { dryRun: values.dryRun === true, maxOpen };
    return {
      status: judge(swept, maxOpen),
      result: { ...about, orgs: swept },
      summary: { ...about, orgs: swept.length },
    };
  },
};

/** None is a number of jobs, too: "nothing may be left open". */
const readMaxOpen = (text: string): number => (/^0+$/.test(text) ? 0 : readCount("--max-open", text, 1_000_000));

async function sweepOrg(org: Org, call: Call<SweepValues>, concurrency: number): Promise<SweptOrg> {
  const { values, output, interruption } = call;
  const { signal } = interruption;
  const { olderThan, object, ingest, abortOthers = false, dryRun = false } = values;
  const options: CloseStaleJobsOptions = {
    olderThan,
    dryRun,
    abortOthers,
    concurrency,
    signal,
    ...(object === undefined ? {} : { object }),
    ...(ingest === undefined ? {} : { ingest }),
  };
  // A wrong age is a wrong call: it is found before anything is sent.
  const sweeping = closeStaleJobs(org.connection, options);
  const jobs: SettledJob[] = [];
  const tally: Partial<Record<StaleJobOutcome["outcome"], number>> = {};
  let open: number | null = null;
  const progress = await startProgress(output, `Sweeping ${org.label}`);
  try {
    for await (const settled of sweeping) {
      tally[settled.outcome] = (tally[settled.outcome] ?? 0) + 1;
      jobs.push(settledJob(settled, org, call).value);
      if (output.moves) progress.say(count(jobs.length, "job"));
    }
    open = await countOpen(org, signal);
    return { targetOrg: org.label, tally, open, jobs };
  } catch (error) {
    // Who interrupts it means all of it.
    signal.throwIfAborted();
    return {
      targetOrg: org.label,
      tally,
      open,
      jobs,
      error: describeError(error, { commandName: "sweep", org }, output),
    };
  } finally {
    progress.stop();
  }
}

async function countOpen(org: Org, signal: AbortSignal): Promise<number> {
  let open = 0;
  for await (const job of findJobs(org.connection, { state: "Open", signal })) open += job.state === "Open" ? 1 : 0;
  return open;
}

/** One line, of words that logs are searched for: `2026-11-28T02:00:07Z org=prod closed=3 failed=0 open=12`. */
function lineOf({ targetOrg, tally, open, error }: SweptOrg, maxOpen: number | undefined, isDry: boolean): string {
  const of = (...outcomes: readonly StaleJobOutcome["outcome"][]): number =>
    outcomes.reduce((sum, outcome) => sum + (tally[outcome] ?? 0), 0);
  const words = [
    `${new Date().toISOString().slice(0, 19)}Z`,
    `org=${/\s|"/.test(targetOrg) ? JSON.stringify(targetOrg) : targetOrg}`,
    ...(isDry
      ? [
          `would-close=${of("would-close")}`,
          `would-abort=${of("would-abort")}`,
          `would-delete=${of("would-delete")}`,
          `failed=${of("failed")}`,
        ]
      : [
          `closed=${of("closed", "already-closed")}`,
          `aborted=${of("aborted")}`,
          `deleted=${of("deleted")}`,
          `changed=${of("changed")}`,
          `failed=${of("failed")}`,
        ]),
    `others=${of("not-ours")}`,
    `open=${open ?? "unknown"}`,
    ...(maxOpen === undefined ? [] : [`max-open=${maxOpen}`]),
    ...(error === undefined ? [] : [`error=${error.code}`]),
  ];
  return words.join(" ");
}

/** An error is worse than a failed job, and that than too many: who is told of the first looks anyway. */
function judge(swept: readonly SweptOrg[], maxOpen: number | undefined): ExitCode {
  const broken = swept.find(({ error }) => error !== undefined)?.error;
  if (broken !== undefined) return swept.length === 1 ? broken.exitCode : 1;
  const failed = swept.reduce((sum, { tally }) => sum + (tally["failed"] ?? 0), 0);
  if (failed > 0) return failed < swept.reduce((sum, { jobs }) => sum + jobs.length, 0) ? 68 : 1;
  return maxOpen !== undefined && swept.some(({ open }) => open !== null && open > maxOpen) ? 80 : 0;
}
