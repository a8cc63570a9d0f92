import type { AbortOutcome, AnyJobInfo, CloseOutcome, StaleJobOutcome } from "@sfbulk/node";
import type { Call } from "../command.ts";
import type { Org } from "../connection/org.ts";
import { paintOutcome } from "../output/job-words.ts";
import { describeError } from "../reporting/report-error.ts";
import { visible } from "../output/visible.ts";
import { factsOfJob } from "./facts-of-job.ts";

/** What became of a job, as JSON shows it. */
export interface SettledJob {
  readonly jobId: string;
  readonly outcome: string;
  readonly targetOrg: string;
  readonly job?: AnyJobInfo;
  readonly error?: unknown;
}

/** What became of a job, or would become of it. */
export type Settled =
  | AbortOutcome
  | CloseOutcome
  | StaleJobOutcome
  | {
      readonly jobId: string;
      readonly outcome: "deleted" | "would-close" | "would-abort" | "would-delete";
      readonly job: AnyJobInfo;
    };

/** Puts what became of a job into JSON and into a line of text. */
export function settledJob(
  settled: Settled,
  org: Org,
  { output }: Pick<Call, "output">,
): { readonly value: SettledJob; readonly text: string } {
  const { jobId, outcome } = settled;
  const start = `${paintOutcome(output.colors, outcome)}  ${visible(jobId)}  `;
  if (settled.outcome === "failed") {
    const error = describeError(settled.error, { commandName: "close", org }, output);
    const advice = error.actions[0] === undefined ? "" : `. ${error.actions[0]}`;
    return { value: { jobId, outcome, targetOrg: org.label, error }, text: start + visible(error.message + advice) };
  }
  return {
    value: { ...settled, targetOrg: org.label },
    text: start + factsOfJob(settled.job, output.verbose),
  };
}
