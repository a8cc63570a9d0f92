import { checkBatchJob } from "../../loading/add-batch.ts";
import { addCheckedBatch } from "../../loading/add-checked-batch.ts";
import { type UploadGate, uploadGate } from "../../loading/upload-gate.ts";
import { createJob } from "../../jobs/create-job.ts";
import { checkSame } from "../source/check-same.ts";
import { targetForJob } from "../../../connection/target-for-job.ts";
import { isThere, unknownBatches } from "../taking-up/find-part.ts";
import { type BatchRun, noteBatch } from "../state/load-run.ts";
import type { KnownJob } from "../state/load-state.ts";
import type { BatchPart } from "../source/open-parts.ts";
import { checkFailures, failureWatch, firstBatch } from "./watch-failures.ts";
import { closeAndNote, longestJob } from "../taking-up/take-up-jobs.ts";

/**
 * Sends the batches of a load that are not there yet, some at a time. Each is written down before it is sent, and again
 * when it is there. It is no `pool`: what it writes down keeps the source's order, a job that is full waits for its last
 * batch, and where one fails, the others under way go on to be written down.
 *
 * @throws the first failure, when what was on its way has come to its end.
 */
export async function addParts(run: BatchRun, parts: AsyncIterable<BatchPart>): Promise<void> {
  const { log, load, meter, signal } = run;
  const inFlight = new Set<Promise<void>>();
  const watch = failureWatch(run);
  const findUnknown = unknownBatches(run);
  const gate = uploadGate(load.concurrency);
  let failure: { readonly error: unknown } | undefined;
  const send = async (job: KnownJob, part: BatchPart): Promise<void> => {
    try {
      await addPart(run, job, part, gate);
    } catch (error) {
      failure ??= { error };
    }
  };
  const landAll = async (): Promise<void> => {
    await Promise.all(inFlight);
    if (failure !== undefined) throw failure.error;
  };
  const jobToFill = async (): Promise<KnownJob> => {
    const { current } = run;
    if (current !== undefined && performance.now() < current.until) return current.job;
    if (current !== undefined) {
      await landAll();
      run.current = undefined;
      await closeAndNote(run, current.job.id);
    }
    return await newJob(run);
  };

  try {
    for await (const part of parts) {
      const { firstRow, rows, body, hash } = part;
      meter.read(rows);
      const known = checkSame(log.state, part) ?? (await findUnknown(part));
      if (known !== undefined && (await isThere(run, part, known))) {
        meter.sent(rows);
        meter.accepted(rows, known.bytes);
      } else {
        // What an earlier run has left may be too much before there is a job.
        checkFailures(run);
        const { id: jobId, ...job } = await jobToFill();
        await watch(jobId);
        signal.throwIfAborted();
        await keepRecords(run, jobId, part);
        signal.throwIfAborted();
        await log.write({ kind: "adding-batch", jobId, firstRow, rows, bytes: body.length, hash });
        meter.sent(rows);
        const task = send({ id: jobId, ...job }, part).finally(() => inFlight.delete(task));
        inFlight.add(task);
      }
      if (load.firstBatchAlone && firstRow === 1) {
        await landAll();
        await firstBatch(run);
      }
      // The next part is made when there is room for it.
      if (inFlight.size >= load.concurrency) await Promise.race(inFlight);
      if (failure !== undefined) break;
    }
  } catch (error) {
    failure ??= { error };
  }
  await landAll();
  checkFailures(run);
}

async function addPart(
  run: BatchRun,
  job: KnownJob,
  { body, firstRow, rows }: BatchPart,
  gate: UploadGate,
): Promise<void> {
  const { target, load, log, meter } = run;
  const format = load.spec.contentType;
  const { contentType } = checkBatchJob({ id: job.id, contentType: format });
  // The caller's own signal: what is on its way when another batch fails goes on.
  const batch = await addCheckedBatch(
    targetForJob(target, job.apiVersion),
    { jobId: job.id, format, contentType, body },
    { signal: load.signal, gate },
  );
  noteBatch(run, batch);
  await log.write({ kind: "batch-added", jobId: job.id, firstRow, batchId: batch.id });
  meter.accepted(rows, body.length);
}

/** Keeps the records of a batch as they are before it is sent, where that is wanted. */
async function keepRecords({ keeper, load }: BatchRun, jobId: string, { body, firstRow }: BatchPart): Promise<void> {
  if (keeper === undefined) return;
  const { rowsToKeep } = await import("../../snapshots/snapshot-steps.ts");
  await keeper.take({ jobId, firstRow, ...rowsToKeep(body, load.spec.contentType, ",", keeper.key) });
}

/** Creates a job. No signal reaches it: a job that is created and not written down would be nobody's. */
async function newJob(run: BatchRun): Promise<KnownJob> {
  const { connection, load, log, meter, signal } = run;
  signal.throwIfAborted();
  await log.write({ kind: "creating-job", at: new Date().toISOString() });
  const until = performance.now() + longestJob;
  const { id: jobId, apiVersion, createdDate } = await createJob(connection, load.spec);
  await log.write({ kind: "job-created", jobId, apiVersion, createdDate });
  const job = { id: jobId, apiVersion, createdDate };
  run.current = { job, until };
  meter.job(jobId);
  signal.throwIfAborted();
  return job;
}
