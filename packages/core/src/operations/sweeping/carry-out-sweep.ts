import { checkIterable } from "../../arguments/check-iterable.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { pool } from "../../async/pool.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { carryOutLater, type PlannedEnding, type StaleJobOutcome } from "./end-stale-job.ts";

/** Options of {@link carryOutSweep}. */
export interface CarryOutSweepOptions extends CallOptions {
  /** How many jobs are worked on at a time. Default: 8. */
  readonly concurrency?: number;
}

const optionNames: OptionNames<CarryOutSweepOptions> = { concurrency: true, signal: true };

/**
 * Does what a dry run of `closeStaleJobs` has planned, after somebody was shown it. Each job is read once more before, and
 * left alone where it has changed since.
 *
 * @param planned - The outcomes `would-close`, `would-abort` and `would-delete` of the dry run.
 * @throws TypeError for a bad connection or option, when it is called; later the reason of `signal`.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_close.htm
 * @example
 * ```ts
 * import { carryOutSweep, closeStaleJobs, type PlannedEnding } from "@sfbulk/core";
 *
 * const planned: PlannedEnding[] = [];
 * for await (const found of closeStaleJobs(connection, { dryRun: true })) {
 *   if (found.outcome === "would-close") planned.push(found);
 * }
 * for await (const { jobId, outcome } of carryOutSweep(connection, planned)) console.log(jobId, outcome);
 * ```
 */
export function carryOutSweep(
  connection: Connection,
  planned: Iterable<PlannedEnding>,
  options: CarryOutSweepOptions = {},
): AsyncGenerator<StaleJobOutcome, void, undefined> {
  const target = checkConnection(connection);
  checkIterable("planned", planned, "outcomes of a dry run");
  checkOptions("options", options, optionNames);
  const concurrency = checkWholeNumber("concurrency", options.concurrency, 8, 1);
  return pool(planned, (plan, stopped) => carryOutLater(target, plan, { signal: stopped }), {
    concurrency,
    order: "as they come",
    signal: options.signal,
  });
}
