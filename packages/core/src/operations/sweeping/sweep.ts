import { pool } from "../../async/pool.ts";
import type { Target } from "../../connection/check-connection.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { ListedJob } from "../../protocol/listed-job.ts";
import { readUserRequest } from "../../requests/org-requests.ts";
import {
  carryOut,
  carryOutLater,
  isPlanned,
  type PlannedEnding,
  planEnding,
  type StaleJobOutcome,
  type SweepRules,
} from "./end-stale-job.ts";
import type { CheckedFilter } from "./find-jobs.ts";
import { type JudgedJob, judgeJobs } from "./judge-jobs.ts";

interface Sweeping extends SweepRules {
  readonly dryRun: boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

/** Sweeps as `closeStaleJobs` does, with arguments that are checked. */
export async function* sweep(
  target: Target,
  filter: CheckedFilter,
  { dryRun, concurrency, signal, ...rules }: Sweeping,
): AsyncGenerator<StaleJobOutcome, void, undefined> {
  const { userId } = await ask(target, readUserRequest(), { signal });
  const end = async ({ job: listed, fit }: JudgedJob, stopped: AbortSignal): Promise<StaleJobOutcome> => {
    if (fit !== "fits" || listed.problems !== undefined)
      return { jobId: listed.id, outcome: "failed", error: oddJob(listed) };
    const plan = await planEnding(target, listed, userId, rules, { signal: stopped });
    if (dryRun || !isPlanned(plan)) return plan;
    return await carryOut(target, plan, { signal: stopped });
  };
  yield* pool(judgeJobs(target, filter, signal), end, { concurrency, order: "as they come", signal });
}

const oddJob = ({ id, problems = [] }: ListedJob): ResponseError =>
  new ResponseError(`Cannot tell whether job "${id}" was left open: in the list of jobs, ${problems.join(", ")}`, {
    code: "UnreadableReply",
    status: 200,
    jobId: id,
  });

/** Does what a sweep has planned, as `carryOutSweep` does, with arguments that are checked. */
export const carryOutPlans = (
  target: Target,
  planned: Iterable<PlannedEnding>,
  { concurrency, signal }: Pick<Sweeping, "concurrency" | "signal">,
): AsyncGenerator<StaleJobOutcome, void, undefined> =>
  pool(planned, (plan, stopped) => carryOutLater(target, plan, { signal: stopped }), {
    concurrency,
    order: "as they come",
    signal,
  });
