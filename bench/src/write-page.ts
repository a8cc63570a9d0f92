import { withBudgets } from "../../tools/size-docs.mjs";
import type { Section } from "./measurement.ts";
import { writeAnswers } from "./write-answers.ts";
import { writeTable, writeTables } from "./write-tables.ts";
import { tasksName } from "./write-tasks-page.ts";

/** What the latest runs found, with what must be known of the machine to read it. Plain data: `results.json`. */
export interface Results {
  readonly machine: string;
  /** A run for each Node.js, the oldest first: that one has all measurements. */
  readonly runs: readonly NodeRun[];
}

/** What was found with one Node.js. */
export interface NodeRun {
  readonly date: string;
  readonly node: string;
  /** How many processes wanted a processor at most, on average over a minute: more than its processors is a busy machine. */
  readonly highestLoad: number;
  readonly sections: readonly Section[];
}

/** Makes the page for users out of the latest runs: first what they want to know, then what was measured. */
export function writePage({ machine, runs }: Results): string {
  const [first, ...others] = runs;
  return withBudgets(`# Performance

What you wait for, from the start of a program to its end, is in [Whole tasks, side by side](whole-tasks.md), beside jsforce and the sf CLI. Here is what single steps take beside jsforce 3, the server on the same machine:

${writeTable(writeAnswers(runs))}

An org is tens of milliseconds away, and what you wait for is Salesforce: then the processor's time is what is left of the difference, and how many are closed at a time decides ([how time grows with distance](#how-time-grows-with-distance-and-concurrency)). A bare \`undici.request\` closes more jobs a second still; it checks nothing, repeats nothing, and has no time limit.

**Only ratios can be compared** between machines: absolute numbers depend on the machine and on what else it does. These are of ${machine}, with ${runs.map(({ node, date, highestLoad }) => `Node.js ${node} on ${date.slice(0, 10)} (up to ${highestLoad.toFixed(1)} processes wanted one of its processors meanwhile, ours among them)`).join(" and ")}.

Every contender runs in a process of its own, they take turns, and the median of the turns is told, with the middle half of them in brackets; a ratio is the median of the ratios turn by turn. The server is a plain \`node:http\` one on loopback, in a process of its own, that answers with the reply that Salesforce's own Postman collection keeps, gzipped where the client asks for it. What we want to reach, what is missed, and what was tried is in [bench](../bench/README.md); \`pnpm bench\` measures it all again. \`pnpm bench --check\` compares in two minutes whether something has become slower, for each change, too: by [ratios of this page alone](../bench/check.md), in short turns within one process.

${(first?.sections ?? [])
  .filter(({ name }) => name !== tasksName)
  .map((section) => writeSection(section, others))
  .join("\n\n")}
`);
}

/** Writes a heading, what stands beneath it, the pictures, and what other runs found. */
function writeSection(
  { name, title, machine, text, tables, plots, ratios }: Section,
  others: readonly NodeRun[],
): string {
  const also = others.flatMap(({ node, sections }) =>
    sections.filter((section) => section.name === name).map((section) => ({ node, section })),
  );
  return [
    `## ${title}`,
    ...text,
    ...(machine === undefined ? [] : [`Measured on ${machine}.`]),
    ...writeTables({ tables, ratios }),
    ...plots.map(({ file, title: alternative }) => `![${alternative}](performance/${file}.svg)`),
    ...also.flatMap(({ node, section }) => [`**The same with Node.js ${node}:**`, ...writeTables(section)]),
  ].join("\n\n");
}
