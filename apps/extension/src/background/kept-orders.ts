import { type EndJobsAnswer, endJobs, type EndJobsOrder } from "../jobs/end-jobs.ts";

/** An order that is being carried out, in the browser's memory: another worker finds it where this one is ended. */
interface KeptOrder {
  readonly order: EndJobsOrder;
  /** When it was given, in milliseconds since 1970. */
  readonly given: number;
}

const prefix = "ending jobs ";

/** Milliseconds after which nobody goes on with what was ordered: the jobs may be in use again. */
const freshness = 600_000;

/** Carries an order out, and has it known until that is done. */
export async function carryOut(order: EndJobsOrder): Promise<EndJobsAnswer> {
  const key = `${prefix}${crypto.randomUUID()}`;
  const kept: KeptOrder = { order, given: Date.now() };
  await chrome.storage.session.set({ [key]: kept });
  try {
    return await endJobs(order);
  } finally {
    await chrome.storage.session.remove(key);
  }
}

/** Goes on with the orders of a worker that the browser has ended. What was closed by it already is closed, and no harm is done. */
export async function goOnWithOrders(now: number = Date.now()): Promise<void> {
  const all = await chrome.storage.session.get<Record<string, KeptOrder>>(null);
  for (const [key, { order, given }] of Object.entries(all)) {
    if (!key.startsWith(prefix)) continue;
    // It is known until it is done here too: this worker may be ended as well.
    if (now - given < freshness) await endJobs(order);
    await chrome.storage.session.remove(key);
  }
}
