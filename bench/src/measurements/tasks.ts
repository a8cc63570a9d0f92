import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNode } from "../../../tools/fetch-node.mjs";
import { findSf, sfVersion } from "../../../tools/fetch-sf.mjs";
import type { Plot } from "../draw-plot.ts";
import type { Measurement, Ratio, Table } from "../measurement.ts";
import { shown, spread } from "../spread.ts";
import { makeFiles } from "../tasks/make-files.ts";
import { type KilledLoad, measureKilled } from "../tasks/measure-killed.ts";
import { bySide, type LineTurns, measureLine, titleOf } from "../tasks/measure-line.ts";
import { mostGrowth, mostMemory } from "../tasks/memory-bars.ts";
import { type Amounts, type Distance, taskLines, type TaskLine } from "../tasks/task-lines.ts";
import { header, lineOf } from "../tasks/task-rows.ts";
import { whyMissed } from "../tasks/why-missed.ts";

/** How much is done: in full, as a matter of course, and to see whether it works. */
const amountsOf = ({ large, quick }: { readonly large: boolean; readonly quick: boolean }): Amounts =>
  quick
    ? amounts(100, 10_000, 10e6, 10_000, 100_000, 50_000)
    : large
      ? amounts(1000, 1_000_000, 1e9, 1_000_000, 10_000_000, 250_000)
      : amounts(1000, 200_000, 100e6, 200_000, 2_000_000, 250_000);

const amounts = (
  closed: number,
  records: number,
  fileBytes: number,
  results: number,
  exported: number,
  pageRows: number,
): Amounts => ({ closed, records, fileBytes, partBytes: 100e6, results, exported, pageRows });

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const secondsOf = ({ turns }: LineTurns): number => spread(turns.map(({ seconds }) => seconds)).median;

/** Of ours and of theirs, the quicker one. */
function compare(turns: readonly LineTurns[]): { readonly ratio: number; readonly first: LineTurns | undefined } {
  const quickest = (some: readonly LineTurns[]): LineTurns | undefined =>
    some.toSorted((one, other) => secondsOf(one) - secondsOf(other))[0];
  const { ours, theirs } = bySide(turns);
  const [our, their] = [quickest(ours), quickest(theirs)];
  const ratio = our === undefined || their === undefined ? Number.NaN : secondsOf(their) / secondsOf(our);
  return { ratio, first: our };
}

interface MeasuredLine {
  readonly line: TaskLine;
  readonly turns: readonly LineTurns[];
}

const at = ({ turns }: MeasuredLine, distance: Distance | undefined): readonly LineTurns[] =>
  turns.filter((one) => one.distance === distance);

/** The rows of the one table: a task, and each contender. */
function rowsOf(measured: MeasuredLine, sizes: Amounts): string[][] {
  const { line, turns } = measured;
  const [near, far = near] = line.distances;
  return line.contenders.map((contender, index) => {
    const own = turns.filter((one) => one.contender === contender);
    const [here, there] = [near, far].map((distance) => own.find((one) => one.distance === distance));
    const middle = (of: (run: LineTurns["turns"][number]) => number): string =>
      there === undefined ? "" : shown(spread(there.turns.map(of)).median);
    return [
      index === 0 ? `**${line.title(sizes)}.** ${verdict(measured)}` : "",
      titleOf(contender),
      near === far || here === undefined ? "" : shown(secondsOf(here)),
      there === undefined ? "" : shown(secondsOf(there)),
      middle(({ processor }) => processor),
      there === undefined ? "" : shown(Math.max(...there.turns.map(({ memory }) => memory))),
      middle(({ calls }) => calls).replace(/\.0+$/, ""),
    ];
  });
}

/** Says whether we are where we should be, and why not. */
function verdict(measured: MeasuredLine): string {
  const { line } = measured;
  const turns = at(measured, line.distances.at(-1));
  const { ratio, first } = compare(turns);
  const limit = limitOf(turns, ratio, first);
  const bar = line.bar ?? 1;
  const next = `The next one takes ${shown(ratio)} × as long as ${first === undefined ? "" : titleOf(first.contender)}`;
  if (ratio >= bar) return `${next}.${limit}`;
  const wanted = bar === 1 ? "first" : `${bar} ×`;
  return `*Missed* (${wanted} is wanted): ${next.toLowerCase()}${whyMissed[line.name] === undefined ? "" : `; ${whyMissed[line.name]}`}.${limit}`;
}

/** Says how far anybody could come, where that was measured. */
function limitOf(turns: readonly LineTurns[], ratio: number, first: LineTurns | undefined): string {
  const bare = turns.find(({ contender }) => contender.name === "fetch");
  if (bare === undefined || first === undefined) return "";
  const ours = secondsOf(first) / secondsOf(bare);
  return ` A bare loop of \`fetch\` that checks nothing is ${(ours * ratio).toFixed(1)} × as fast as the next one, and ours takes ${ours.toFixed(1)} × as long as that loop.`;
}

function ratiosOf(all: readonly MeasuredLine[]): Ratio[] {
  const ours = all.flatMap(({ turns }) => bySide(turns).ours);
  const memory = Math.max(...ours.flatMap(({ turns }) => turns.map((run) => run.memory)));
  // What is over in a moment has no course.
  const long = ours.flatMap(({ turns }) => turns.filter(({ seconds }) => seconds > 5));
  return [
    ...all.flatMap((measured) =>
      measured.line.distances.map((distance): Ratio => {
        const isLast = distance === measured.line.distances.at(-1);
        return {
          name: `whole tasks, ${measured.line.name}${distance.rate === 0 ? "" : `, ${distance.rate} MB/s`} at ${distance.latency} ms: the next / ours`,
          value: compare(at(measured, distance)).ratio,
          ...(isLast ? { bar: { atLeast: measured.line.bar ?? 1 } } : {}),
        };
      }),
    ),
    { ...mostMemory, value: memory },
    ...(long.length === 0 ? [] : [{ ...mostGrowth, value: Math.max(...long.map(({ growth }) => growth)) }]),
  ];
}

const killedTable = (loads: readonly KilledLoad[]): Table => ({
  columns: [
    "killed",
    "rows in the org",
    "jobs left open",
    "then",
    "seconds until its end",
    "rows in the org",
    "each once",
    "jobs left open",
  ],
  rows: loads.map(({ name, rows, open, again, seconds, rowsAfter, isExact, openAfter }) => [
    name,
    rows.toLocaleString("en-US"),
    String(open),
    again,
    shown(seconds),
    rowsAfter.toLocaleString("en-US"),
    isExact ? "yes" : "**no**",
    String(openAfter),
  ]),
});

/** A picture a task, with the seconds at the distance of an org. */
const plotOf = ({ line, turns }: MeasuredLine, sizes: Amounts): Plot => {
  const far = turns.filter(({ distance }) => distance === line.distances.at(-1));
  return {
    kind: "bars",
    file: `task-${line.name.replaceAll(/[^a-z0-9]+/g, "-")}`,
    title: line.title(sizes),
    groups: ["seconds", "peak memory, MB"],
    series: far.map((one) => ({
      name: titleOf(one.contender),
      values: [spread(one.turns.map(({ seconds }) => seconds)), spread(one.turns.map(({ memory }) => memory))],
    })),
  };
};

export const tasks: Measurement = {
  name: "tasks",
  eachNode: true,
  onlyAsked: true,
  measure: async ({ large, quick, node: chosen }) => {
    await findSf();
    // The sf CLI runs in Node.js 22 or later.
    const node = process.versions.node.startsWith("20.") && chosen === process.execPath ? await findNode(22) : chosen;
    const sizes = amountsOf({ large, quick });
    const folder = mkdtempSync(join(tmpdir(), "bench-tasks-"));
    try {
      mkdirSync(`${folder}/home`);
      const row = `${folder}/row.csv`;
      writeFileSync(row, header + lineOf(1));
      const ids = Array.from({ length: sizes.closed }, (_, index) => `750${String(index + 1).padStart(12, "0")}\n`);
      writeFileSync(`${folder}/ids.txt`, ids.join(""));
      const place = { folder, row, file: await makeFiles(folder, sizes.fileBytes, sizes.partBytes) };
      const all: MeasuredLine[] = [];
      let load = os.loadavg()[0] ?? 0;
      for (const line of taskLines(sizes)) {
        const turns = await measureLine(line, sizes, place, { node, turns: quick ? 1 : line.turns, say });
        all.push({ line, turns });
        load = Math.max(load, os.loadavg()[0] ?? 0);
      }
      // As many rows as a narrow line takes a few seconds for.
      const few = { ...place, file: await makeFiles(folder, 20e6, sizes.partBytes) };
      const killed = await measureKilled(sizes, few, node, say);
      return {
        name: "tasks",
        title: "Whole tasks",
        text: [
          `Each contender is a program in a process of its own, from its start to its end, in Node.js ${await versionOf(node)}: \`@sfbulk/node\`, the command \`sfbulk\`, \`bulk\` and \`bulk2\` of jsforce 3, and the sf CLI (@salesforce/cli ${sfVersion}). They take turns against the same server, which is a process of its own, too: it has what is read ready, gzipped where that is asked for, answers at once or after 20 ms, and counts what comes in: **every load was checked to have brought every row exactly once, every export to have as many rows as there are.** Up to ${load.toFixed(1)} processes wanted one of the machine's ${os.availableParallelism()} processors meanwhile. Where more want one than there are, the seconds tell of the others as well: the processor's time says more then.`,
          "jsforce is used as well as it can be: as many calls at a time as sfbulk makes, and the state of a job asked for ten times a second. What it and sf load is cut by hand before, into files of 100 MB, and the time for that is not counted. What jsforce or sf has no way to do is left out; jsforce's `bulk2.query` does not come to an end with more than 500,000 rows. `fetch, nothing checked` is no contender: it is a bare loop that writes what comes, and shows how much quicker anybody could be.",
        ],
        tables: [
          {
            columns: ["task", "", "s, 0 ms", "s, 20 ms", "processor, s", "most memory, MB", "API calls"],
            rows: all.flatMap((measured) => rowsOf(measured, sizes)),
          },
          killedTable(killed),
        ],
        plots: all.map((measured) => plotOf(measured, sizes)),
        ratios: ratiosOf(all),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function versionOf(node: string): Promise<string> {
  if (node === process.execPath) return process.versions.node;
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const { stdout } = await promisify(execFile)(node, ["--version"]);
  return stdout.trim().replace(/^v/, "");
}
