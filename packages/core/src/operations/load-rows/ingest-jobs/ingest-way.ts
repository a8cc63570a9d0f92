import { onAbort } from "../../../async/on-abort.ts";
import { within } from "../../../async/within.ts";
import { ask } from "../../../exchange/ask.ts";
import type { EndedEntry, LoadSummary } from "../../../protocol/journal-entry.ts";
import type { IngestLoadSpec } from "../../../protocol/ingest-load-spec.ts";
import type { IngestLoadResult } from "../../../protocol/load-result.ts";
import { readIngestJobRequest } from "../../../requests/ingest-requests.ts";
import { abortIngestJob } from "../../ingest/abort-ingest-job.ts";
import { countReasons } from "../../results/failure-reasons.ts";
import { failureStop } from "../adding/watch-failures.ts";
import { endingOf } from "../ending/ending-of.ts";
import { findLeftOpen } from "../ending/find-left-open.ts";
import type { LoadWay } from "../source/load-way.ts";
import type { LoadRun } from "../state/load-run.ts";
import { resultOf } from "../state/result-of.ts";
import { StopLoad } from "../state/stop-load.ts";
import { fillJobs } from "./add-jobs.ts";
import type { IngestRun } from "./ingest-run.ts";
import { type JobPart, packJobs } from "./pack-jobs.ts";
import { takeUpIngestJobs } from "./take-up-ingest-jobs.ts";

/** How many codes are told apart. Salesforce has some hundred. */
const maxReasons = 1000;

/** How a load goes by Bulk API 2.0: each part of the source is a job. */
export function ingestWay(load: LoadRun<IngestLoadSpec>): LoadWay<JobPart> {
  const run: IngestRun = {
    ...load,
    anew: new Set(),
    unended: new Map(),
    cutShort: new Map(),
    tally: { written: 0, unknown: 0 },
    reasons: countReasons(maxReasons, false),
    waits: new AbortController(),
  };
  const { log, signal, target, waits } = run;
  const { state } = log;
  onAbort(signal, () => waits.abort(signal.reason));
  const jobs = fillJobs(run);
  let isTakenUp = false;
  return {
    pack: (pieces) =>
      packJobs(target, pieces, {
        recordKey: run.keeper?.key,
        maxBytes: () => (state.begun?.limits ?? run.load.limits).maxBytes,
        // The first one is made before it is known how the jobs of an earlier run stand.
        isThere: (firstRow) =>
          state.ended !== undefined || (isTakenUp && state.parts.has(firstRow) && !run.anew.has(firstRow)),
      }),
    isOnePart: run.load.spec.operation === "refresh",
    takeUp: async () => {
      await takeUpIngestJobs(run);
      isTakenUp = true;
    },
    add: jobs.add,
    finish: async () => {
      run.meter.enter("waiting");
      await jobs.finish();
      const leftOpen = await findLeftOpen(run, "2.0-ingest", async (jobId) => {
        const job = await ask(target, readIngestJobRequest(jobId), { signal });
        return { ...job, isOpen: job.state === "Open" };
      });
      return { kind: "ended", at: new Date().toISOString(), summary: summaryOf(run), duplicates: [], leftOpen };
    },
    whyNotWell: (result) => failureStop(run, result) ?? cutShort(run, result as IngestLoadResult),
    endOpen: async (cause) => await endOpenJobs(run, cause),
    there: () => ({
      ranges: [...state.parts.values()].filter(
        ({ batchId, firstRow }) => batchId !== undefined && !run.anew.has(firstRow),
      ),
      added: [],
      unit: "jobs",
    }),
    resultOf: (ended: EndedEntry, preflight) => {
      const result = resultOf(state, ended, preflight);
      const holders = new Set(result.batches.map(({ jobId }) => jobId));
      const { reading } = run.load;
      return { ...result, jobs: result.jobs.filter((id) => holders.has(id)), api: "2.0", reading };
    },
  };
}

function summaryOf({ log, tally, reasons }: IngestRun): LoadSummary {
  const rows = [...log.state.parts.values()].reduce((sum, part) => sum + part.rows, 0);
  const { written, unknown } = tally;
  return {
    rows,
    written,
    failed: rows - written - unknown,
    unknown,
    reasons: reasons.list().map(({ statusCode, rows: count, firstRow }) => ({
      statusCode,
      rows: count,
      firstRow: Number.isFinite(firstRow) ? firstRow : 0,
    })),
  };
}

/** Says that jobs were aborted while they were processed. */
function cutShort({ cutShort: jobs }: IngestRun, result: IngestLoadResult): StopLoad | undefined {
  const [first] = jobs;
  if (first === undefined) return undefined;
  const rows = [...jobs.values()].reduce((sum, count) => sum + count, 0);
  return new StopLoad(
    `job "${first[0]}" was aborted while it was processed, and ${rows} rows were not; loadFailedRows gives them`,
    { code: "BatchesNotProcessed", result },
  );
}

/** Ends the jobs of a load that has stopped, under a deadline of its own. Gives the first error of one that could not be ended. */
async function endOpenJobs(run: IngestRun, cause: unknown): Promise<Error | undefined> {
  const { connection, load, unended } = run;
  const { ending, tooManyFailed } = endingOf(run, cause);
  if (ending === "leave") return undefined;
  let failure: Error | undefined;
  for (const [jobId, state] of unended) {
    if (state === "closed" && !tooManyFailed) continue;
    try {
      await within(load.endTimeout, `abort job "${jobId}"`, jobId, async (stopped) => {
        await abortIngestJob(connection, jobId, { signal: stopped });
      });
    } catch (error) {
      failure ??= error as Error;
    }
  }
  return failure;
}
