import { startPage } from "../start-page.ts";
import type { Attack } from "./attack.ts";
import { attackOverSockets } from "./over-sockets.ts";

/** Closes from a page in Chromium, by `browserAdapter`, through the damaging proxy. */
export const page: Attack = {
  name: "page",
  tried:
    "`settleClose` and `abortJob` in a page in Chromium, by `browserAdapter` of `@sfbulk/browser`, over real sockets through a proxy that damages bytes",
  async run(tally, seed, runs) {
    await attackOverSockets(tally, seed, runs, startPage);
  },
};
