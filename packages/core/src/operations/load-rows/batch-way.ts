import type { AddedBatch } from "../../protocol/added-batch.ts";
import type { JobSpec } from "../../protocol/job-spec.ts";
import { hashRows } from "../../journals/hash-rows.ts";
import { addParts } from "./adding/add-parts.ts";
import { failureStop } from "./adding/watch-failures.ts";
import { endOpenJob } from "./ending/end-open-job.ts";
import { finishLoad } from "./ending/finish-load.ts";
import type { LoadWay } from "./source/load-way.ts";
import type { BatchPart, LoadPart } from "./source/open-parts.ts";
import { type BatchRun, infoOf, type LoadRun } from "./state/load-run.ts";
import { resultOf } from "./state/result-of.ts";
import { takeUpJobs } from "./taking-up/take-up-jobs.ts";

/** How a load goes by Bulk API 1.0: one job as long as it lasts, and each part of the source a batch of it. */
export function batchWay(load: LoadRun<JobSpec>): LoadWay<BatchPart> {
  const run: BatchRun = { ...load, listed: new Map(), infos: new Map(), current: undefined };
  const { log } = run;
  return {
    pack: hashParts,
    isOnePart: false,
    takeUp: async () => await takeUpJobs(run),
    add: async (parts) => await addParts(run, parts),
    finish: async () => await finishLoad(run),
    whyNotWell: (result) => failureStop(run, result),
    endOpen: async (cause) => await endOpenJob(run, cause),
    there: () => {
      const ranges = [...log.state.parts.values()].filter(
        ({ batchId }) => batchId !== undefined && infoOf(run, batchId)?.state !== "NotProcessed",
      );
      const added = ranges.flatMap(({ batchId, firstRow, rows }): AddedBatch[] => {
        const batch = infoOf(run, batchId);
        return batch === undefined ? [] : [{ firstRow, rows, batch }];
      });
      return { ranges, added, unit: "batches" };
    },
    resultOf: (ended, preflight) => resultOf(log.state, ended, preflight),
  };
}

/** Gives each part what it is told by. */
async function* hashParts(parts: AsyncIterable<LoadPart>): AsyncGenerator<BatchPart, void, undefined> {
  for await (const part of parts) yield { ...part, bytes: part.body.length, hash: await hashRows(part.body) };
}
