import type { Ratio, Section, Table } from "./measurement.ts";
import { shown } from "./spread.ts";

/** What a run found, with what must be known of the machine to read it. Plain data: `results.json`. */
export interface Results {
  readonly date: string;
  readonly node: string;
  readonly machine: string;
  /** How many processes wanted a processor at most, on average over a minute: more than its processors is a busy machine. */
  readonly highestLoad: number;
  readonly sections: readonly Section[];
}

/** Makes the page of a run's results. */
export function writePage({ date, node, machine, highestLoad, sections }: Results): string {
  const ratios = sections.flatMap((section) => section.ratios);
  return `# Performance

This page is made by \`pnpm bench\` out of \`bench/results.json\`. Every contender runs in a process of its own, they take turns, and the median of the turns is told, with the middle half of them in brackets; a ratio is the median of the ratios turn by turn. **Only ratios can be compared** between machines: absolute numbers depend on the machine and on what else it does. The server is a plain \`node:http\` one on loopback, in a process of its own, that answers with the reply that Salesforce's own Postman collection keeps, gzipped where the client asks for it.

Run on ${date.slice(0, 10)} with Node.js ${node} on ${machine}; up to ${highestLoad.toFixed(1)} processes wanted one of its processors meanwhile, ours among them. \`pnpm bench --check\` compares a new run's ratios with those kept in \`bench/ratios.json\`.

## The bars

${writeTable({
  columns: ["ratio", "measured", "bar", ""],
  rows: ratios
    .filter(({ bar }) => bar !== undefined)
    .map((ratio) => [ratio.name, shown(ratio.value), barOf(ratio), isMet(ratio) ? "met" : "**missed**"]),
})}

${sections.map(writeSection).join("\n\n")}
`;
}

/** Writes a heading, what stands beneath it, and the pictures. */
const writeSection = ({ title, text, tables, plots, ratios }: Section): string =>
  [
    `## ${title}`,
    ...text,
    ...tables.map(writeTable),
    ...(ratios.length === 0
      ? []
      : [
          writeTable({
            columns: ["ratio", "measured", "bar"],
            rows: ratios.map((ratio) => [ratio.name, shown(ratio.value), barOf(ratio)]),
          }),
        ]),
    ...plots.map(({ file, title: alternative }) => `![${alternative}](performance/${file}.svg)`),
  ].join("\n\n");

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
