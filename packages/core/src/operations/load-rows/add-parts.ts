import { addBatch, type BatchJob } from "../loading/add-batch.ts";
import { createJob } from "../jobs/create-job.ts";
import { checkSame } from "./check-same.ts";
import { isThere } from "./find-part.ts";
import { type LoadRun, noteBatch } from "./load-run.ts";
import type { KnownJob } from "./load-state.ts";
import type { HashedPart } from "./open-parts.ts";
import { checkFailures, failureWatch, firstBatch } from "./watch-failures.ts";
import { closeAndNote, longestJob } from "./take-up-jobs.ts";

/**
 * Sends the batches of a load that are not there yet, some at a time. Each is written down before it is sent, and again
 * when it is there.
 *
 * @throws the first failure, when what was on its way has come to its end.
 */
export async function addParts(run: LoadRun, parts: AsyncIterable<HashedPart>): Promise<void> {
  const { log, load, meter, signal } = run;
  const inFlight = new Set<Promise<void>>();
  const watch = failureWatch(run);
  let failure: { readonly error: unknown } | undefined;
  const send = async (job: KnownJob, part: HashedPart): Promise<void> => {
    try {
      await addPart(run, job, part);
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
      const known = checkSame(log.state, part);
      if (known !== undefined && (await isThere(run, part, known))) {
        meter.sent(rows);
        meter.accepted(rows, known.bytes);
      } else {
        const { id: jobId, ...job } = await jobToFill();
        await watch(jobId);
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

async function addPart(run: LoadRun, job: KnownJob, { body, firstRow, rows }: HashedPart): Promise<void> {
  const { connection, load, log, meter } = run;
  const batchJob: BatchJob = { id: job.id, contentType: load.spec.contentType, apiVersion: job.apiVersion };
  // The caller's own signal: what is on its way when another batch fails goes on.
  const batch = await addBatch(connection, batchJob, body, { signal: load.signal });
  noteBatch(run, batch);
  await log.write({ kind: "batch-added", jobId: job.id, firstRow, batchId: batch.id });
  meter.accepted(rows, body.length);
}

/** Creates a job. No signal reaches it: a job that is created and not written down would be nobody's. */
async function newJob(run: LoadRun): Promise<KnownJob> {
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
