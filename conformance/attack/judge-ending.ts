import type { JobEnder, Verb } from "./end-job.ts";
import type { ModelJob } from "./model/model-org.ts";
import { count, hold, judgeSeenError, type Tally } from "./verdict.ts";

/** The words for what a job may be. */
const states = ["Open", "Closed", "Aborted", "Failed"];

/**
 * Ends a job, and compares what sfbulk says of it with what it truly is.
 *
 * @param sent - How often it was asked for up to now; `undefined` where nobody can tell.
 * @param isAskedFor - Whether what an earlier call has sent may arrive only now, and end the job.
 */
export async function judgeEnding(
  tally: Tally,
  end: JobEnder,
  job: ModelJob,
  verb: Verb,
  sent: () => number | undefined,
  isAskedFor = false,
): Promise<void> {
  tally.calls++;
  const wanted = verb === "close" ? "Closed" : "Aborted";
  const where = `${verb} of ${job.id}`;
  const earlier = sent() ?? 0;
  const wasSettled = job.state === wanted;
  const ending = await end(verb, job.id);
  const was = (): string => job.states.join();
  if (ending.kind === "error") {
    count(tally.outcomes, judgeSeenError(tally, ending.error, where));
    const { jobState: read } = ending.error;
    hold(
      tally,
      // Of bytes that come twice another word may come out; none of these.
      read === undefined || job.states.includes(read) || !states.includes(read),
      () => `${where}: the error shows the job ${String(read)}, and it never was: ${was()}`,
    );
    return;
  }
  hold(tally, job.states.includes(wanted), () => `${where}: sfbulk says ${wanted}, and it never was: ${was()}`);
  hold(
    tally,
    ending.job.state === wanted && ending.job.id === job.id,
    () => `${where}: another job, or state, was given: ${ending.job.id} ${ending.job.state}`,
  );
  const { attempts, outcome, verifiedBy } = ending;
  if (attempts === undefined) {
    count(tally.outcomes, "aborted");
    return;
  }
  const times = sent();
  hold(
    tally,
    times === undefined || attempts === times - earlier,
    () => `${where}: sent ${String(times)} times, and ${attempts} are told`,
  );
  hold(
    tally,
    outcome === "closed" || wasSettled || isAskedFor,
    () => `${where}: "${String(outcome)}" of a job that nobody else closed`,
  );
  count(tally.outcomes, `${String(outcome)}, by ${verifiedBy === "reply" ? "its reply" : "reading"}`);
}
