import type { WaitValues } from "../arguments/common-options.ts";
import type { Call, Outcome } from "../command.ts";
import type { Org } from "../connection/org.ts";
import type { ExitCode } from "../exit-code.ts";
import { paintOutcome } from "../output/job-words.ts";
import { startProgressOfMany } from "../output/progress-of-many.ts";
import { describeError, type ErrorDocument } from "../reporting/report-error.ts";
import { visible } from "../output/visible.ts";
import { judgeJob } from "./judge-job.ts";
import { readWait, sayHowFar, type WaitedJob, waitForEither } from "./wait-with-progress.ts";

/** The worst comes last. */
const worse: readonly ExitCode[] = [0, 68, 69, 1];

/** How many jobs are asked about at a time. The others come when one of these has ended. */
const atOnce = 20;

/** What became of one of the jobs. */
type Waited =
  | { readonly jobId: string; readonly exitCode: ExitCode; readonly waited: WaitedJob }
  | { readonly jobId: string; readonly exitCode: ExitCode; readonly error: ErrorDocument };

/**
 * Waits for several jobs, all of them within the time that `--wait` says, and shows how far each is. One that is not to be
 * found, or takes too long, is said at the end, and stops no other.
 *
 * @param show - Prints how one has ended.
 * @returns the worst exit code, and all jobs in the order of the ids.
 */
export async function waitForMany(
  ids: readonly string[],
  org: Org,
  call: Call<WaitValues>,
  show: (waited: WaitedJob) => void,
): Promise<Outcome> {
  const { output, values, interruption } = call;
  const { signal } = interruption;
  const end = Date.now() + readWait(values).waitTimeout;
  const found = new Map<string, Waited>();
  const progress = await startProgressOfMany(output, ids);
  const waitForOne = async (jobId: string): Promise<void> => {
    try {
      const left = Math.max(1, end - Date.now());
      const waited = await waitForEither(jobId, org, call, progress.of(jobId), left);
      found.set(jobId, { jobId, exitCode: judgeJob(waited.job), waited });
      progress.end(jobId, sayHowFar(waited.job));
    } catch (error) {
      signal.throwIfAborted();
      const described = describeError(error, { commandName: "wait", org }, output);
      found.set(jobId, { jobId, exitCode: described.exitCode, error: described });
      progress.end(jobId, described.message);
    }
  };
  try {
    const left = ids.values();
    const worker = async (): Promise<void> => {
      for (const id of left) await waitForOne(id);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, ids.length) }, worker));
  } finally {
    progress.stop();
  }
  let status: ExitCode = 0;
  const told = new Set<string>();
  const jobs = ids.flatMap((id) => found.get(id) ?? []);
  for (const one of jobs) {
    if (worse.indexOf(one.exitCode) > worse.indexOf(status)) status = one.exitCode;
    if ("waited" in one) {
      show(one.waited);
      continue;
    }
    const { jobId, exitCode, error } = one;
    const isSession = error.name === "SessionError";
    // Why there is no session is told once.
    const isTold = isSession && told.has(error.code);
    if (isSession) told.add(error.code);
    const [advice] = isTold ? [] : error.actions;
    output.line(
      `${paintOutcome(output.colors, exitCode === 69 ? "unfinished" : "failed")}  ${jobId}  ${isTold ? "there is no session: see above" : visible(error.message)}${advice === undefined ? "" : `. ${visible(advice)}`}`,
    );
    output.status({ jobId, error });
  }
  return {
    status,
    result: { jobs: jobs.map((one) => ("waited" in one ? { ...one.waited, exitCode: one.exitCode } : one)) },
    summary: { jobs: jobs.map(({ jobId, exitCode }) => ({ jobId, exitCode })) },
  };
}
