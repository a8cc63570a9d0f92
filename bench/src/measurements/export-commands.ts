import { execFile } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findNode } from "../../../tools/fetch-node.mjs";
import { findSf, sfEnvironment, sfVersion } from "../../../tools/fetch-sf.mjs";
import { alternate, type Measured, repeat } from "../alternate.ts";
import type { Contender, Measurement, Parameters, Ratio } from "../measurement.ts";
import { pairedRatio, shownSpread, spread } from "../spread.ts";
import { startProcess } from "../start-process.ts";

const execute = promisify(execFile);
const accessToken = "00D000000000001!bench";
const soql = "SELECT Id, Name, BillingCity, CreatedDate FROM Account";
const pageRows = 50_000;

const noteUsage = new URL("../note-usage.js", import.meta.url).href;
const sfbulkBin = fileURLToPath(import.meta.resolve("sfbulk/package.json")).replace("package.json", "dist/node/bin.js");

/** Runs a command to its end, in a folder of its own, and counts what it has written. */
const commandWith =
  (program: () => string | Promise<string>, args: (file: string) => readonly string[]): Contender =>
  async (url) => {
    const script = await program();
    const home = mkdtempSync(join(tmpdir(), "bench-home-"));
    process.on("exit", () => rmSync(home, { recursive: true, force: true }));
    return async ({ pages }: Parameters) => {
      const folder = mkdtempSync(join(tmpdir(), "bench-export-"));
      const file = join(folder, "accounts.csv");
      const usage = join(folder, "usage");
      const env = {
        ...sfEnvironment(home),
        NOTE_USAGE: usage,
        SF_ORG_INSTANCE_URL: url,
        SF_ACCESS_TOKEN: accessToken,
      };
      try {
        const began = performance.now();
        await execute(process.execPath, ["--import", noteUsage, script, ...args(file)], { cwd: folder, env });
        const seconds = (performance.now() - began) / 1000;
        const rows = (await countLines(file)) - 1;
        if (rows !== Number(pages) * pageRows) throw new Error(`${rows} rows were written`);
        const used = JSON.parse(readFileSync(usage, "utf8")) as { readonly maxRSS: number; readonly processor: number };
        return { seconds, processor: used.processor / 1e6, memory: used.maxRSS / 1000 };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    };
  };

/** Counts lines by their ends: no value here has one. */
async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const byte of chunk) if (byte === 0x0a) lines++;
  }
  return lines;
}

const ours = "sfbulk query --output-file";
const theirs = "sf data export bulk";

export const contenders: Readonly<Record<string, Contender>> = {
  [ours]: commandWith(
    () => sfbulkBin,
    (file) => ["query", soql, "--output-file", file, "--json"],
  ),
  [theirs]: commandWith(
    async () => (await findSf()).script,
    (file) => [
      ..."data export bulk --result-format csv --wait 10 --api-version 66.0 --json --query".split(" "),
      soql,
      "--output-file",
      file,
      "--target-org",
      accessToken,
    ],
  ),
};

const latencies = [0, 20];

export const exportCommands: Measurement = {
  name: "export-commands",
  measure: async ({ quick }) => {
    const pages = 8;
    const names = Object.keys(contenders);
    const section = { name: "export-commands", title: "Exporting by a command", plots: [] };
    // A check takes no minute to install something, and these numbers are mostly those of starting.
    if (quick) return { ...section, text: [], tables: [], ratios: [] };
    await findSf();
    const found = new Map<number, Map<string, Measured>>();
    for (const latency of latencies) {
      const { first, stop } = await startProcess("query-server.js", [latency, pages, pageRows].map(String));
      const turns = await alternate({
        module: import.meta.url,
        names,
        url: (first as { readonly url: string }).url,
        rounds: repeat(3, { pages }),
        // The least that the sf CLI runs in.
        node: await findNode(22),
      });
      found.set(latency, turns);
      await stop();
    }
    const of = (latency: number, name: string): Measured => found.get(latency)?.get(name) ?? {};
    const ratios = latencies.flatMap((latency): Ratio[] => [
      {
        name: `export by command, seconds at ${latency} ms: ${ours} / ${theirs}`,
        value: pairedRatio(of(latency, ours)["seconds"], of(latency, theirs)["seconds"]),
      },
      {
        name: `export by command, processor's time at ${latency} ms: ${ours} / ${theirs}`,
        value: pairedRatio(of(latency, ours)["processor"], of(latency, theirs)["processor"]),
      },
      {
        name: `export by command, memory at ${latency} ms: ${ours} / ${theirs}`,
        value: pairedRatio(of(latency, ours)["memory"], of(latency, theirs)["memory"]),
      },
    ]);
    const rows = names.map((name) => [
      name,
      ...latencies.flatMap((latency) =>
        ["seconds", "processor", "memory"].map((quantity) => shownSpread(spread(of(latency, name)[quantity]))),
      ),
    ]);
    return {
      ...section,
      text: [
        `The same ${(pages * pageRows).toLocaleString("en-US")} rows from the same server, written to a file of CSV by a command: the whole process, from its start to its end, in Node.js 22. The job is complete when it is first asked for, so that nobody waits for it. \`sfbulk\` deletes the job at the end; \`sf\` (@salesforce/cli ${sfVersion}) leaves it in the org.`,
      ],
      tables: [
        {
          columns: [
            "command",
            ...latencies.flatMap((latency) => [
              `seconds, ${latency} ms`,
              `processor's seconds, ${latency} ms`,
              `peak memory, MB, ${latency} ms`,
            ]),
          ],
          rows,
        },
      ],
      ratios,
    };
  },
};
