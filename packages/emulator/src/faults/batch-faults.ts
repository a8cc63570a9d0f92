import { type FaultHandler, jobOfScene } from "./scene.ts";

/** Nobody has recorded such a message: it is made up. */
const anyMessage = "InternalServerError : An unexpected error occurred while the batch was processed";

/** Adds a batch and sees to it that it fails, or a chunk of it. */
export const batchFails: FaultHandler<"batch-fails"> = async (fault, scene) => {
  const reply = await scene.answer();
  const id = reply.headers.get("location")?.split("/").at(-1);
  const batch = jobOfScene(scene)?.batches.find((one) => one.id === id);
  if (batch !== undefined) {
    batch.doom = { stateMessage: fault.stateMessage ?? anyMessage, chunk: fault.chunk ?? null };
  }
  return scene.send(reply);
};
