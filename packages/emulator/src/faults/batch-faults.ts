import { retryBatch } from "../org/batches/retry-batch.ts";
import type { Batch } from "../org/state/job.ts";
import type { PlainReply } from "../wire/reply/plain-reply.ts";
import { type FaultHandler, jobOfScene, type Scene } from "./scene.ts";

/** Nobody has recorded such a message: it is made up. */
const anyMessage = "InternalServerError : An unexpected error occurred while the batch was processed";

/** Adds a batch and sees to it that it fails, or a chunk of it. */
export const batchFails: FaultHandler<"batch-fails"> = async (fault, scene) => {
  const reply = await scene.answer();
  const batch = batchIn(scene, reply);
  if (batch !== undefined) {
    batch.doom = { stateMessage: fault.stateMessage ?? anyMessage, chunk: fault.chunk ?? null };
  }
  return scene.send(reply);
};

/** Adds a batch and has attempts to process it fail, so that the server tries again. */
export const batchRetried: FaultHandler<"batch-retried"> = async ({ attempts = 1 }, scene) => {
  const reply = await scene.answer();
  const batch = batchIn(scene, reply);
  if (batch !== undefined) retryBatch(scene.org, batch, attempts);
  return scene.send(reply);
};

/** Adds a batch and has its first rows refused, since something else has locked what they write to. */
export const rowsLocked: FaultHandler<"rows-locked"> = async ({ rows = 1 }, scene) => {
  const reply = await scene.answer();
  const batch = batchIn(scene, reply);
  if (batch !== undefined) batch.lockedRows = rows;
  return scene.send(reply);
};

function batchIn(scene: Scene, reply: PlainReply): Batch | undefined {
  const id = reply.headers.get("location")?.split("/").at(-1);
  return jobOfScene(scene)?.batches.find((one) => one.id === id);
}
