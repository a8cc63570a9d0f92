import type { ConformanceCase } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";

/** What becomes of a wait: time limits and the caller's signal, with real time, since a real socket stalls in it. */
export const waiting: readonly ConformanceCase[] = [
  {
    name: "a close that is done and never answered is settled after its time limit",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      await control.fail({ kind: "never-answers", applied: true, on: { operation: "close" } });
      const { outcome, verifiedBy } = await sfbulk.settleClose(connect({ attemptTimeout: 700 }), id);
      expectEqual([outcome, verifiedBy], ["closed", "read"], "the close");
    },
  },
  {
    name: "the time limit covers the body",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      await control.fail({ kind: "body-stalled", on: { operation: "close" } });
      const { outcome } = await sfbulk.settleClose(connect({ attemptTimeout: 700 }), id);
      expectEqual(outcome, "closed", "the close");
    },
  },
  {
    name: "the caller's signal ends the wait at once, and its reason comes out untouched",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      await control.fail({ kind: "never-answers", applied: false, on: { operation: "close" } });
      const controller = new AbortController();
      const reason = { mine: true };
      const began = Date.now();
      const promise = sfbulk.closeJob(connect({ attemptTimeout: 60_000 }), id, { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 20);
      const error = await expectRejection(promise, "an aborted close");
      expectThat((error as unknown) === reason, "the reason is the caller's own value");
      expectThat(Date.now() - began < 10_000, "it ended at once");
    },
  },
];
