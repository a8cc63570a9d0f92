import type { Table } from "./measurement.ts";
import type { NodeRun } from "./write-page.ts";

/** What somebody wants to know who thinks of using it: in which section and row it stands, for us and for jsforce. */
const questions: readonly Question[] = [
  { asked: "jobs closed in a second, 32 at a time", section: "closes", column: "closes/s, 32 at a time" },
  { asked: "jobs closed in a second, one after another", section: "closes", column: "closes/s, one at a time" },
  { asked: "processor's time of a close, 32 at a time", section: "closes", column: "CPU, µs, at 32", unit: " µs" },
  {
    asked: "a script that closes one job, from start to exit",
    section: "cold-start",
    ours: "close with @sfbulk/node",
    theirs: "close with jsforce",
    column: "ms",
    unit: " ms",
  },
  {
    asked: "what a page loads to close jobs, minified and gzipped, with all that is loaded later",
    section: "size",
    ours: "closeJob of @sfbulk/core",
    theirs: "jsforce-core, for pages",
    column: "gzip, kB",
    unit: " kB",
  },
  {
    asked: "CSV uploaded in a second, from a file of #",
    size: /^A CSV file of ([\d,]{1,9} MB) /,
    section: "upload",
    column: "MB/s",
    unit: " MB",
    alone: true,
  },
  { asked: "memory that this upload takes", section: "upload", column: "growth, MB", unit: " MB", alone: true },
  { asked: "records loaded in a second", section: "records", column: "rows/s" },
  {
    asked: "row results read in a second, of #",
    size: /^What became of ([\d,]{1,12}) rows/,
    section: "row-results",
    column: "rows/s",
  },
  {
    asked: "memory that closing 100,000 jobs takes",
    section: "many-jobs",
    ours: "100000",
    column: "held, MB",
    unit: " MB",
    alone: true,
  },
];

interface Question {
  /** What is wanted to be known, with `#` for how much was measured. */
  readonly asked: string;
  /** Finds in the section's text how much that was. */
  readonly size?: RegExp;
  readonly section: string;
  readonly column: string;
  readonly unit?: string;
  /** The first cell of our row. Default: the one that begins with `@sfbulk/node`. */
  readonly ours?: string;
  /** The first cell of jsforce's row. Default: the one that begins with `jsforce`. */
  readonly theirs?: string;
  /** Whether jsforce was not measured there. Default: false. */
  readonly alone?: boolean;
}

/**
 * Answers what users ask, each with the newest Node.js that it was measured with.
 *
 * @throws Error where a measurement has no such row or column any more.
 */
export function writeAnswers(runs: readonly NodeRun[]): Table {
  const rows = questions.map((question) => {
    const { section, unit = "", ours = "@sfbulk/node", theirs = "jsforce", alone = false } = question;
    const run = runs.findLast(({ sections }) => sections.some(({ name }) => name === section));
    const answer = (row: string): string => `${findCell(run, question, row)}${unit}`;
    return [findAsked(run, question), answer(ours), alone ? "" : answer(theirs), run?.node.split(".")[0] ?? ""];
  });
  return { columns: ["", "sfbulk", "jsforce", "Node.js"], rows };
}

/** Puts how much was measured into what is asked: it is not the same in every run. */
function findAsked(run: NodeRun | undefined, { section, asked, size }: Question): string {
  if (size === undefined) return asked;
  const [text = ""] = run?.sections.find(({ name }) => name === section)?.text ?? [];
  const [, found] = size.exec(text) ?? [];
  if (found === undefined) throw new Error(`Cannot find ${String(size)} in the text of the section "${section}"`);
  return asked.replace("#", found);
}

/** Finds a number in the tables of a section; where its spread stands beside it, the median. */
function findCell(run: NodeRun | undefined, { section, column }: Question, row: string): string {
  const tables = run?.sections.find(({ name }) => name === section)?.tables ?? [];
  for (const { columns, rows } of tables) {
    const cell = rows.find(([first]) => String(first).startsWith(row))?.[columns.indexOf(column)];
    if (cell !== undefined) return String(cell).split(" ")[0] ?? "";
  }
  throw new Error(`Cannot find "${column}" of "${row}" in the section "${section}"`);
}
