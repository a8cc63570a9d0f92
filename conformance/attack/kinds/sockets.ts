import { type Connection } from "@sfbulk/core";
import { nodeAdapter } from "@sfbulk/node";
import { startFaultProxy, serveModel } from "../line/fault-proxy.ts";
import { anyFault, type Fault } from "../line/fault.ts";
import { addModelJob, createModelOrg } from "../model/model-org.ts";
import { randomOf } from "../random.ts";
import { count, hold, token } from "../verdict.ts";
import type { Attack } from "./attack.ts";
import { judgeEnding } from "./cut-closes.ts";

/** Closes over real sockets, by Node's own fetch and by the pool of `@sfbulk/node`, through the damaging proxy. */
export const sockets: Attack = {
  name: "sockets",
  tried:
    "`settleClose` and `abortJob` over real sockets through a proxy that damages bytes, by `fetch` of Node.js and by `nodeAdapter` of `@sfbulk/node`",
  async run(tally, seed, runs) {
    let org = createModelOrg(token, 0);
    let isCompressed = false;
    let isFirst = true;
    let random = randomOf(seed, 0);
    let number = 0;
    let sent = 0;
    let closes = 0;
    const nextFault = (request: string): Fault => {
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
    const adapter = nodeAdapter({ proxy: false });
    const connection: Connection = {
      instanceUrl: `http://127.0.0.1:${proxy.port}`,
      accessToken: token,
      // Time for what comes whole on a busy machine, and little for what stands still.
      attemptTimeout: 300,
      retry: { attempts: 3, baseDelay: 0, maxDelay: 0 },
    };
    try {
      for (; number < runs; number++) {
        random = randomOf(seed, number);
        org = createModelOrg(token, 0);
        isCompressed = random.chance(0.5);
        isFirst = true;
        closes = 0;
        const before = sent;
        const job = addModelJob(org);
        const by = random.chance(0.5) ? connection : { ...connection, fetch: adapter };
        await judgeEnding(tally, by, job, random.chance(0.2) ? "abort" : "close", () => closes);
        hold(tally, sent - before < 20, () => `a close took ${sent - before} requests`);
        await proxy.settle();
        tally.cases++;
        tally.requests += sent - before;
      }
    } finally {
      await adapter.close();
      await proxy.close();
      await model.close();
    }
  },
};
