import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Contender, Measurement, Ratio } from "../measurement.ts";
import { jobId } from "../recorded-replies.ts";
import { pairedRatio, shownSpread, spread } from "../spread.ts";
import { startServer } from "../start-server.ts";

/** Whole programs, as someone would write them. The server's address is their argument. */
const programs: Readonly<Record<string, string>> = {
  "node alone": "",
  "import @sfbulk/node": 'import "@sfbulk/node";',
  "import jsforce": 'import "jsforce";',
  "import undici": 'import "undici";',
  "close with @sfbulk/node": `import { closeJob, envConnection } from "@sfbulk/node";
    const env = { SF_ORG_INSTANCE_URL: process.argv[1], SF_ACCESS_TOKEN: "00D000000000001!bench" };
    const { state } = await closeJob(envConnection({ env }), "${jobId}");
    if (state !== "Closed") throw new Error(state);`,
  "close with jsforce": `import jsforce from "jsforce";
    const connection = new jsforce.Connection({ instanceUrl: process.argv[1], accessToken: "00D000000000001!bench" });
    const { state } = await connection.bulk.job("${jobId}").close();
    if (state !== "Closed") throw new Error(state);`,
  "close with fetch": `
    const response = await fetch(process.argv[1] + "/services/async/68.0/job/${jobId}", {
      method: "POST",
      headers: { "content-type": "application/json", "x-sfdc-session": "00D000000000001!bench" },
      body: '{"state":"Closed"}',
    });
    if ((await response.json()).state !== "Closed") throw new Error("not closed");`,
};

/** Runs a program to its end and gives its milliseconds. */
async function timeOf(node: string, program: string, url: string): Promise<number> {
  const began = performance.now();
  const child = spawn(node, ["--input-type=module", "--eval", program, url], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`A program ended with ${code}: ${program}`);
  return performance.now() - began;
}

export const contenders: Readonly<Record<string, Contender>> = Object.fromEntries(
  Object.entries(programs).map(([name, program]): [string, Contender] => [
    name,
    async (url) => await Promise.resolve(async () => ({ milliseconds: await timeOf(process.execPath, program, url) })),
  ]),
);

export const coldStart: Measurement = {
  name: "cold-start",
  eachNode: true,
  measure: async ({ node, quick }) => {
    const rounds = quick ? 5 : 11;
    const server = await startServer();
    const names = Object.keys(programs);
    const times = new Map(names.map((name) => [name, [] as number[]]));
    for (let round = 0; round <= rounds; round++) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        const time = await timeOf(node, programs[name] ?? "", server.url);
        // The first round reads the files into the machine's memory.
        if (round > 0) times.get(name)?.push(time);
      }
    }
    await server.stop();
    const ratio = (one: string, other: string, bar?: Ratio["bar"]): Ratio => ({
      name: `cold start: ${one} / ${other}`,
      value: pairedRatio(times.get(one), times.get(other)),
      ...(bar === undefined ? {} : { bar }),
    });
    return {
      name: "cold-start",
      title: "Cold start",
      text: [
        "Whole processes, from their start to their exit, one at a time. Of every time, Node.js itself takes what the first line says.",
        "**Node.js 20 waits at its end** until V8 has optimised undici's HTTP parser, which is WebAssembly, in the background: half of the time of a close, also of one by its own `fetch`, and `process.exit()` waits as well. Node.js 22 and 24 do so after some requests more, not after one close. A program of your own may be run with `node --wasm-tiering-budget=1000000000`, as the command `sfbulk` does by itself.",
      ],
      tables: [{ columns: ["program", "ms"], rows: names.map((name) => [name, shownSpread(spread(times.get(name)))]) }],
      plots: [
        {
          kind: "bars",
          file: "cold-start",
          title: "Cold start: a process from start to exit, ms",
          groups: ["import alone", "close one job"],
          series: [
            {
              name: "@sfbulk/node",
              values: [spread(times.get("import @sfbulk/node")), spread(times.get("close with @sfbulk/node"))],
            },
            { name: "jsforce", values: [spread(times.get("import jsforce")), spread(times.get("close with jsforce"))] },
            {
              name: "nothing / fetch",
              values: [spread(times.get("node alone")), spread(times.get("close with fetch"))],
            },
          ],
        },
      ],
      ratios: [
        ratio("close with @sfbulk/node", "close with jsforce", { atMost: 0.5 }),
        ratio("import @sfbulk/node", "import jsforce", { atMost: 0.4 }),
        ratio("close with @sfbulk/node", "close with fetch", { atMost: 1.2 }),
      ],
    };
  },
};
