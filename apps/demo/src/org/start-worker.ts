/**
 * Starts the service worker with the emulated org, and waits until it answers for this page.
 *
 * @throws Error with a reason for a person where this browser, or this address, has no service workers.
 */
export async function startWorker(): Promise<void> {
  const container = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  if (container === undefined) {
    throw new Error("this page has no service worker here: it needs https or localhost, and no private window");
  }
  await container.register("./org-worker.js");
  const { active } = await container.ready;
  if (container.controller !== null) return;
  const controlled = new Promise<void>((resolve) =>
    container.addEventListener("controllerchange", () => resolve(), { once: true }),
  );
  // A worker has no origin to be named.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  active?.postMessage("claim");
  await controlled;
}
