import type { Connection } from "@sfbulk/core";
import { nodeAdapter } from "@sfbulk/node";
import { jobEnder } from "../end-job.ts";
import { socketsPatience } from "../sockets-patience.ts";
import type { Attack } from "./attack.ts";
import { attackOverSockets } from "./over-sockets.ts";

/** Closes over real sockets, by Node's own fetch and by the pool of `@sfbulk/node`, through the damaging proxy. */
export const sockets: Attack = {
  name: "sockets",
  tried:
    "`settleClose` and `abortJob` over real sockets through a proxy that damages bytes, by `fetch` of Node.js and by `nodeAdapter` of `@sfbulk/node`",
  async run(tally, seed, runs) {
    await attackOverSockets(tally, seed, runs, async (instanceUrl) => {
      const adapter = nodeAdapter({ proxy: false });
      const connection: Connection = { ...socketsPatience, instanceUrl };
      const byFetch = jobEnder(connection);
      const byAdapter = jobEnder({ ...connection, fetch: adapter });
      return await Promise.resolve({
        enderFor: (random) => (random.chance(0.5) ? byFetch : byAdapter),
        close: async () => await adapter.close(),
      });
    });
  },
};
