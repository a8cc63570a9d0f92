import type { JobEnder } from "../end-job.ts";
import { judgeEnding } from "../judge-ending.ts";
import { startFaultProxy, serveModel } from "../line/fault-proxy.ts";
import { anyFault, type Fault } from "../line/fault.ts";
import { addModelJob, createModelOrg } from "../model/model-org.ts";
import { type Random, randomOf } from "../random.ts";
import { count, hold, type Tally, token } from "../verdict.ts";

/** Who ends jobs over real sockets. */
export interface Client {
  /** Chooses a way for a case. */
  readonly enderFor: (random: Random) => JobEnder;
  close(): Promise<void>;
}

/**
 * Ends jobs through a proxy that damages the bytes: the first request of each case, or its reply, is cut at one place after
 * the other; others meet any fault.
 *
 * @param start - Starts the client, for the address that stands for the org.
 */
export async function attackOverSockets(
  tally: Tally,
  seed: number,
  runs: number,
  start: (instanceUrl: string) => Promise<Client>,
): Promise<void> {
  let org = createModelOrg(token, 0);
  let isCompressed = false;
  let isFirst = true;
  let random = randomOf(seed, 0);
  let number = 0;
  let sent = 0;
  let closes = 0;
  let jobId = "";
  const nextFault = (request: string): Fault => {
    // On a busy machine a request of the case before arrives when its client has given it up.
    if (!request.endsWith(`/job/${jobId}`)) return { kind: "none" };
    sent++;
    if (request.startsWith("POST")) closes++;
    const at = Math.floor(number / 4);
    const first: readonly Fault[] = [
      { kind: "request-cut", at },
      { kind: "reply-cut", at, as: "reset" },
      { kind: "reply-cut", at, as: "end" },
      { kind: "reply-cut", at, as: "whole" },
    ];
    const fault = (isFirst ? first[number % first.length] : undefined) ?? anyFault(random, 0.4);
    isFirst = false;
    count(tally.faults, fault.kind);
    return fault;
  };
  const model = await serveModel(
    () => org,
    () => isCompressed,
  );
  const proxy = await startFaultProxy(model.port, nextFault);
  const client = await start(`http://127.0.0.1:${proxy.port}`);
  try {
    for (; number < runs; number++) {
      random = randomOf(seed, number);
      // No two cases have a job of the same id, so that what is late for one does nothing in the next.
      org = createModelOrg(token, 0, number);
      isCompressed = random.chance(0.5);
      isFirst = true;
      closes = 0;
      const before = sent;
      const job = addModelJob(org);
      jobId = job.id;
      const ender = client.enderFor(random);
      await judgeEnding(tally, ender, job, random.chance(0.2) ? "abort" : "close", () => closes);
      hold(tally, sent - before < 20, () => `a close took ${sent - before} requests`);
      await proxy.settle();
      tally.cases++;
      tally.requests += sent - before;
    }
  } finally {
    await client.close();
    await proxy.close();
    await model.close();
  }
}
