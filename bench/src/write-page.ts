import type { Ratio, Section, Table } from "./measurement.ts";
import { shown } from "./spread.ts";

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

/** Makes the page of the latest runs. */
export function writePage({ machine, runs }: Results): string {
  const [first, ...others] = runs;
  return `# Performance

This page is made by \`pnpm bench\` out of \`bench/results.json\`. Every contender runs in a process of its own, they take turns, and the median of the turns is told, with the middle half of them in brackets; a ratio is the median of the ratios turn by turn. **Only ratios can be compared** between machines: absolute numbers depend on the machine and on what else it does. The server is a plain \`node:http\` one on loopback, in a process of its own, that answers with the reply that Salesforce's own Postman collection keeps, gzipped where the client asks for it.

Run on ${machine}, with ${runs.map(({ node, date, highestLoad }) => `Node.js ${node} on ${date.slice(0, 10)} (up to ${highestLoad.toFixed(1)} processes wanted one of its processors meanwhile, ours among them)`).join(" and ")}. \`pnpm bench --check\` compares a new run's ratios with those kept in \`bench/ratios.json\`.

## The bars

${writeBars(runs)}

${(first?.sections ?? []).map((section) => writeSection(section, others)).join("\n\n")}
`;
}

/** Writes what should be reached, and what was, a column for each Node.js. */
function writeBars(runs: readonly NodeRun[]): string {
  const found = runs.map(
    ({ sections }) => new Map(sections.flatMap(({ ratios }) => ratios.map((one) => [one.name, one]))),
  );
  const barred = [...(found[0]?.values() ?? [])].filter(({ bar }) => bar !== undefined);
  return writeTable({
    columns: ["ratio", "bar", ...runs.map(({ node }) => `Node.js ${node}`)],
    rows: barred.map((ratio) => [
      ratio.name,
      barOf(ratio),
      ...found.map((ratios) => {
        const one = ratios.get(ratio.name);
        if (one === undefined) return "";
        return isMet(one) ? shown(one.value) : `**${shown(one.value)}, missed**`;
      }),
    ]),
  });
}

/** Writes a heading, what stands beneath it, the pictures, and what other runs found. */
function writeSection({ name, title, text, tables, plots, ratios }: Section, others: readonly NodeRun[]): string {
  const also = others.flatMap(({ node, sections }) =>
    sections.filter((section) => section.name === name).map((section) => ({ node, section })),
  );
  return [
    `## ${title}`,
    ...text,
    ...writeTables({ tables, ratios }),
    ...plots.map(({ file, title: alternative }) => `![${alternative}](performance/${file}.svg)`),
    ...also.flatMap(({ node, section }) => [`**The same with Node.js ${node}:**`, ...writeTables(section)]),
  ].join("\n\n");
}

const writeTables = ({ tables, ratios }: Pick<Section, "tables" | "ratios">): readonly string[] => [
  ...tables.map(writeTable),
  ...(ratios.length === 0
    ? []
    : [
        writeTable({
          columns: ["ratio", "measured", "bar"],
          rows: ratios.map((ratio) => [ratio.name, shown(ratio.value), barOf(ratio)]),
        }),
      ]),
];

const writeTable = ({ columns, rows }: Table): string =>
  [
    writeLine(columns),
    `|${columns.map((_, index) => (index === 0 ? "---|" : "--:|")).join("")}`,
    ...rows.map(writeLine),
  ].join("\n");

const writeLine = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => (typeof cell === "number" ? shown(cell) : cell).replaceAll("|", "\\|")).join(" | ")} |`;

const barOf = ({ bar }: Ratio): string =>
  bar === undefined ? "" : "atLeast" in bar ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`;

/** Tells whether a ratio is what it should be. */
export const isMet = ({ value, bar }: Ratio): boolean =>
  bar === undefined || ("atLeast" in bar ? value >= bar.atLeast : value <= bar.atMost);
