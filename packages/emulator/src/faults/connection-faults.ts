import { brokenResponse, untilGone } from "./breakage.ts";
import { applyIf, type FaultHandler, type Scene } from "./scene.ts";

/** Has the org do what was asked; its answer is lost. */
export const answerLost: FaultHandler<"answer-lost"> = async (_, scene) => {
  await scene.answer();
  return brokenResponse({ after: "nothing" });
};

/** Loses the request before the org has heard of it. */
export const requestLost: FaultHandler<"request-lost"> = () => brokenResponse({ after: "nothing" });

/** Has the org do what was asked later, when the connection is long gone. */
export const lateArrival: FaultHandler<"late-arrival"> = (fault, scene) => {
  scene.answerLater(fault.delay);
  return brokenResponse({ after: "nothing" });
};

/** Answers nothing until the client has gone. */
export const neverAnswers: FaultHandler<"never-answers"> = async (fault, scene) => {
  await applyIf(scene, fault.applied, false);
  return await untilGone(scene.arrival.signal);
};

/** Resets the connection after half the body. */
export const bodyDropped: FaultHandler<"body-dropped"> = (_, scene) => half(scene, "reset");

/** Sends half the body and nothing more. */
export const bodyStalled: FaultHandler<"body-stalled"> = (_, scene) => half(scene, "stall");

async function half(scene: Scene, end: "reset" | "stall"): Promise<Response> {
  const { status, headers, body } = await scene.answer();
  // The length of the whole body is announced, so that every client can tell that something is missing.
  headers.set("content-length", String(body.length));
  return brokenResponse({ after: body.slice(0, Math.ceil(body.length / 2)), end }, status, headers);
}
