import CliTable from "cli-table3";
import type { Output } from "./output.ts";
import { visible } from "./visible.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Colours a cell, by what stands in it. */
  readonly paint?: (text: string, row: Row) => string;
  readonly align?: "right";
  /**
   * What becomes of it where the table is too wide: it is cut short, or left out altogether where that is not enough; in
   * the end the ones that were cut are, too, and then all but the first. Ids stay whole: they are copied.
   */
  readonly tooWide?: "cut" | "leave out";
}

interface Fitted<Row> extends Column<Row> {
  readonly width: number;
}

/** What stands between columns: two spaces, or a line with a space on each side. */
const gapOf = ({ isRuled }: Output): number => (isRuled ? 3 : 2);
const minWidth = 8;

/** Writes a table that fits the width of the output. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], output: Output): string {
  const fitted = fit(
    columns.map((column) => ({ ...column, width: naturalWidth(rows, column) })),
    gapOf(output),
    // Those of the sf CLI have a line and a space at each end, too.
    output.isRuled ? output.width - 4 : output.width,
  );
  const written = output.isRuled ? ruled(fitted, output) : plain(fitted, output);
  for (const row of rows) {
    written.push(
      fitted.map((column) => {
        const text = pad(visible(column.cell(row)), column);
        return column.paint === undefined ? text : column.paint(text, row);
      }),
    );
  }
  const lines = written.toString().split("\n");
  return lines.map((line) => line.trimEnd()).join("\n");
}

const plain = <Row>(columns: readonly Fitted<Row>[], output: Output): CliTable.Table =>
  new CliTable({
    head: columns.map((column) => output.colors.dim(pad(column.title, column))),
    // The last column ends with its text.
    colWidths: columns.map(({ width }, index) => (index === columns.length - 1 ? width : width + gapOf(output))),
    chars: noLines,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
  });

/** As the sf CLI prints them: an outline, lines between columns, one below the header, which has `Capital Case`. */
const ruled = <Row>(columns: readonly Fitted<Row>[], output: Output): CliTable.Table =>
  new CliTable({
    head: columns.map((column) => output.colors.bold(pad(capitalCase(column.title), column))),
    colWidths: columns.map(({ width }) => width + 2),
    style: { head: [], border: [], compact: true },
  });

const capitalCase = (title: string): string =>
  title === "API" || title === "ID" ? title : title.charAt(0) + title.slice(1).toLowerCase();

function naturalWidth<Row>(rows: readonly Row[], { title, cell }: Column<Row>): number {
  let width = title.length;
  for (const row of rows) width = Math.max(width, visible(cell(row)).length);
  return width;
}

/** Leaves columns out from the right, and cuts the widest, until all fit. */
function fit<Row>(columns: readonly Fitted<Row>[], gap: number, width: number): readonly Fitted<Row>[] {
  const excess = columns.reduce((sum, one) => sum + one.width + gap, -gap) - width;
  if (excess <= 0) return columns;
  const saved = columns.reduce((sum, one) => sum + (one.tooWide === "cut" ? Math.max(0, one.width - minWidth) : 0), 0);
  const optional = columns.findLastIndex(({ tooWide }) => tooWide === "leave out");
  const other = optional === -1 ? columns.findLastIndex(({ tooWide }) => tooWide === "cut") : optional;
  const last = other === -1 ? columns.length - 1 : other;
  if (saved < excess && last > 0) return fit(columns.toSpliced(last, 1), gap, width);
  const cut = [...columns];
  for (let left = Math.min(saved, excess); left > 0; left--) {
    const widest = cut.reduce(
      (best, { tooWide, width: own }, index) =>
        tooWide === "cut" && own > (cut[best]?.width ?? minWidth) ? index : best,
      -1,
    );
    const column = cut[widest];
    if (column !== undefined) cut[widest] = { ...column, width: column.width - 1 };
  }
  return cut;
}

function pad<Row>(text: string, { width, align }: Fitted<Row>): string {
  const shown = text.length <= width ? text : `${text.slice(0, width - 1)}…`;
  return align === "right" ? shown.padStart(width) : shown;
}

const noLines = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"]
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat("middle")
    .map((name) => [name, ""]),
);
