import { alternate } from "../alternate.ts";
import type { Contender, Measurement, Ratio } from "../measurement.ts";
import { jobId } from "../recorded-replies.ts";
import { shown, spread } from "../spread.ts";
import { startServer } from "../start-server.ts";

const latencies = [1, 20, 200];
const concurrencies = [1, 8, 64];
const total = 1000;
/** How long a turn of the usual run may take at best, ms. */
const shortTurn = 3000;

const timed =
  (close: (concurrency: number) => () => Promise<unknown>) =>
  async ({ count, concurrency }: Readonly<Record<string, number | string>>): Promise<{ readonly seconds: number }> => {
    const work = close(Number(concurrency));
    // The connections are made before the clock runs: an org is not called once.
    await Promise.all(Array.from({ length: Number(concurrency) }, work));
    let left = Number(count);
    const began = performance.now();
    await Promise.all(
      Array.from({ length: Number(concurrency) }, async () => {
        while (left-- > 0) await work();
      }),
    );
    return { seconds: (performance.now() - began) / 1000 };
  };

export const contenders: Readonly<Record<string, Contender>> = {
  "@sfbulk/node": async (url) => {
    const { closeJob, envConnection, nodeAdapter } = await import("@sfbulk/node");
    const env = { SF_ORG_INSTANCE_URL: url, SF_ACCESS_TOKEN: "00D000000000001!bench" };
    const connection = envConnection({ env, fetch: nodeAdapter({ connections: 64, proxy: false }) });
    return timed(() => async () => await closeJob(connection, jobId));
  },
  "undici.request": async (url) => {
    const { Agent, request } = await import("undici");
    const dispatcher = new Agent({ connections: 64 });
    const headers = { "content-type": "application/json", "x-sfdc-session": "00D000000000001!bench" };
    const body = '{"state":"Closed"}';
    return timed(() => async () => {
      const address = `${url}/services/async/68.0/job/${jobId}`;
      const response = await request(address, { method: "POST", headers, body, dispatcher });
      return JSON.parse(await response.body.text()) as unknown;
    });
  },
};

export const latency: Measurement = {
  name: "latency",
  measure: async ({ large, quick }) => {
    const rows: (readonly [number, number, number, number, number, number])[] = [];
    for (const milliseconds of latencies) {
      const server = await startServer({ latency: milliseconds });
      for (const concurrency of concurrencies) {
        const most = large ? total : Math.floor(((quick ? shortTurn / 8 : shortTurn) / milliseconds) * concurrency);
        const count = Math.max(concurrency, Math.min(total, most));
        const ideal = (count * milliseconds) / concurrency / 1000;
        const found = await alternate({
          module: import.meta.url,
          names: Object.keys(contenders),
          url: server.url,
          rounds: [
            { count: Math.min(count, 4 * concurrency), concurrency, warmUp: 1 },
            ...Array.from({ length: ideal > 2 ? 1 : 3 }, () => ({ count, concurrency })),
          ],
        });
        const seconds = (name: string): number => spread(found.get(name)?.["seconds"]).median;
        rows.push([milliseconds, concurrency, count, ideal, seconds("@sfbulk/node"), seconds("undici.request")]);
      }
      await server.stop();
    }
    const part = (row: (typeof rows)[number] | undefined): number => (row === undefined ? Number.NaN : row[4] / row[3]);
    const besideUndici = (row: (typeof rows)[number] | undefined): number =>
      row === undefined ? Number.NaN : row[4] / row[5];
    const at = (milliseconds: number, concurrency: number): (typeof rows)[number] | undefined =>
      rows.find(([one, other]) => one === milliseconds && other === concurrency);
    const ratio = (milliseconds: number, concurrency: number): Ratio => ({
      name: `latency ${milliseconds} ms, ${concurrency} at a time: time / ideal`,
      value: part(at(milliseconds, concurrency)),
    });
    /** The same way for both, so that what the machine takes for it cancels out. */
    const beside = (milliseconds: number, concurrency: number): Ratio => ({
      name: `latency ${milliseconds} ms, ${concurrency} at a time: @sfbulk/node / undici.request`,
      value: besideUndici(at(milliseconds, concurrency)),
    });
    return {
      name: "latency",
      title: "How time grows with distance and concurrency",
      text: [
        `The server answers after 1, 20 or 200 ms; ideal is closes × latency / concurrency. ${large ? "1,000 closes each." : "1,000 closes each, or as many as fit into three seconds (`--large` makes all 1,000)."} \`undici.request\` shows what of the distance to the ideal is the network's, the server's timers' and Node.js's: a timer of 1 ms fires after 1.1 at best.`,
      ],
      tables: [
        {
          columns: [
            "latency, ms",
            "at a time",
            "closes",
            "ideal, s",
            "@sfbulk/node, s",
            "/ ideal",
            "undici.request, s",
            "/ ideal",
          ],
          rows: rows.map((row) => [
            ...row.slice(0, 3).map(String),
            shown(row[3]),
            shown(row[4]),
            shown(row[4] / row[3]),
            shown(row[5]),
            shown(row[5] / row[3]),
          ]),
        },
      ],
      plots: [
        {
          kind: "lines",
          file: "latency",
          title: "Closes a second, by how many at a time",
          places: concurrencies,
          across: "at a time",
          upwards: "closes a second",
          series: latencies.flatMap((milliseconds) => [
            {
              name: `${milliseconds} ms`,
              values: concurrencies.map((concurrency) => {
                const row = at(milliseconds, concurrency);
                return row === undefined ? null : row[2] / row[4];
              }),
            },
            {
              name: `${milliseconds} ms, ideal`,
              values: concurrencies.map((concurrency) => (concurrency / milliseconds) * 1000),
            },
          ]),
        },
      ],
      ratios: [
        ratio(1, 1),
        ratio(20, 8),
        ratio(20, 64),
        ratio(200, 64),
        beside(20, 8),
        beside(20, 64),
        beside(200, 64),
      ],
    };
  },
};
