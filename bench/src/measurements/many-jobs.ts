import { alternate, repeat } from "../alternate.ts";
import type { Contender, Measurement } from "../measurement.ts";
import { closedJobJson, jobId } from "../recorded-replies.ts";
import { shown, spread } from "../spread.ts";

const counts = [1000, 10_000, 100_000];
const connection = { instanceUrl: "https://acme.my.salesforce.com", accessToken: "00D000000000001!bench" };

function* ids(count: number): Generator<string> {
  for (let index = 0; index < count; index++) yield jobId;
}

/** Gives microseconds for each id. */
const each = ({ seconds, count }: { readonly seconds: number; readonly count: number }): number =>
  (seconds / count) * 1e6;

export const contenders: Readonly<Record<string, Contender>> = {
  closeJobs: async () => {
    const { closeJobs } = await import("@sfbulk/core");
    const bytes = new TextEncoder().encode(closedJobJson);
    const fetch = async (): Promise<Response> => await Promise.resolve(new Response(bytes));
    return async ({ count }) => {
      globalThis.gc?.();
      const before = process.memoryUsage().heapUsed;
      const began = performance.now();
      let closed = 0;
      let held = 0;
      let seconds = 0;
      for await (const { outcome } of closeJobs({ ...connection, fetch }, ids(Number(count)))) {
        closed += outcome === "closed" ? 1 : 0;
        if (closed === Number(count) - 1) {
          seconds = (performance.now() - began) / 1000;
          // Without what the collector would take.
          globalThis.gc?.();
          held = (process.memoryUsage().heapUsed - before) / 1e6;
        }
      }
      if (closed !== Number(count)) throw new Error(`${closed} jobs of ${count} were closed`);
      return { seconds, held };
    };
  },
};

export const manyJobs: Measurement = {
  name: "many-jobs",
  measure: async ({ quick }) => {
    const found: { readonly count: number; readonly seconds: number; readonly held: number }[] = [];
    for (const count of counts) {
      const measured = await alternate({
        module: import.meta.url,
        names: ["closeJobs"],
        url: "",
        rounds: [{ count: 10_000, warmUp: 1 }, ...repeat(count > 50_000 ? (quick ? 1 : 2) : quick ? 3 : 5, { count })],
        execArgv: ["--expose-gc"],
      });
      const { seconds, held } = measured.get("closeJobs") ?? {};
      found.push({ count, seconds: spread(seconds).median, held: spread(held).median });
    }
    const [first, , last] = found;
    if (first === undefined || last === undefined) throw new Error("Nothing was measured");
    return {
      name: "many-jobs",
      title: "Many jobs",
      text: [
        "`closeJobs` over so many ids, 8 at a time, with an adapter in process that answers at once. `held` is the heap just before the last outcome, after a collection, less that before the first: what grows with the number of ids.",
      ],
      tables: [
        {
          columns: ["ids", "seconds", "µs for each", "held, MB"],
          rows: found.map((one) => [one.count, shown(one.seconds), shown(each(one)), shown(one.held)]),
        },
      ],
      plots: [
        {
          kind: "lines",
          file: "many-jobs",
          title: "closeJobs: time grows as the number of ids does",
          places: counts,
          across: "ids",
          upwards: "seconds",
          series: [{ name: "closeJobs", values: found.map(({ seconds }) => seconds) }],
        },
      ],
      ratios: [
        {
          name: "many jobs: time for each of 100,000 / of 1,000",
          value: each(last) / each(first),
          bar: { atMost: 1.3 },
        },
        {
          name: "many jobs: MB held at 100,000",
          value: Math.max(0.1, last.held),
          bar: { atMost: 5 },
        },
      ],
    };
  },
};
