import type { Section, Table } from "./measurement.ts";
import { shown } from "./spread.ts";

/** Writes the tables of a section, its ratios in one of their own. */
export const writeTables = ({ tables, ratios }: Pick<Section, "tables" | "ratios">): readonly string[] => [
  ...tables.map(writeTable),
  ...(ratios.length === 0
    ? []
    : [writeTable({ columns: ["ratio", "measured"], rows: ratios.map(({ name, value }) => [name, shown(value)]) })]),
];

/** Writes a table as Markdown: its first column to the left, the numbers to the right. */
export const writeTable = ({ columns, rows }: Table): string =>
  [
    writeLine(columns),
    `|${columns.map((_, index) => (index === 0 ? "---|" : "--:|")).join("")}`,
    ...rows.map(writeLine),
  ].join("\n");

const writeLine = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => (typeof cell === "number" ? shown(cell) : cell).replaceAll("|", "\\|")).join(" | ")} |`;
