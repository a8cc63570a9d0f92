import { byteSize } from "../output/byte-size.ts";
import { count, formatNumber } from "../output/count.ts";
import type { Output } from "../output/output.ts";
import type { FileReport } from "./inspect-file.ts";
import { mapWords } from "./read-map.ts";

const delimiterNames: Readonly<Record<string, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
  "^": "carets",
  "`": "backquotes",
};

/** How many columns are named. */
const mostColumns = 12;

/**
 * Prints what is in a file, and what is wrong with it.
 *
 * @param isMapped - Whether its columns have other names already: those that are shown are not the file's then.
 */
export function showReport(report: FileReport, isMapped: boolean, output: Output): void {
  const { file, bytes, encoding, delimiter, lineEnding, columns, leftOut, rows, batches, errors, preflight } = report;
  const { red, yellow, green } = output.colors;
  const line = (title: string, text: string): void => output.line(`${title.padEnd(9)} ${text}`);
  line(
    "File",
    [
      file,
      ...(bytes === null ? [] : [byteSize(bytes)]),
      ...(encoding === null ? [] : [encoding]),
      ...(delimiter === null ? [] : [delimiterNames[delimiter] ?? delimiter]),
      ...(lineEnding === null ? [] : [`lines end with ${lineEnding}`]),
    ].join(", "),
  );
  if (columns.length > 0) {
    const more = columns.length > mostColumns ? ` and ${columns.length - mostColumns} more` : "";
    line("Columns", `${columns.slice(0, mostColumns).join(", ")}${more}`);
  }
  if (leftOut.length > 0) line("Left out", `${leftOut.join(", ")}: a tool has added them`);
  if (report.actions.length === 0) line("Rows", `${formatNumber(rows)} in ${count(batches, "batch", "batches")}`);
  for (const message of errors) line(red("error".padEnd(9)), message);
  for (const action of report.actions) line("", action);
  showRagged(report, output);
  if (preflight === null) return;
  const findings = [...preflight.columns, ...preflight.values];
  for (const { severity, message } of findings) {
    line((severity === "error" ? red : yellow)(severity.padEnd(9)), message);
  }
  const pairs = preflight.columns.flatMap(({ column, suggestion }) =>
    column === null || suggestion === undefined ? [] : [[column, suggestion] as const],
  );
  const map = isMapped ? undefined : mapWords(pairs);
  if (map !== undefined) output.note(`Load it so with: ${map}`);
  if (!preflight.checked) line(yellow("unchecked"), preflight.why ?? "");
  else if (findings.length === 0)
    line(green("ok".padEnd(9)), "the org has a field for every column, and takes such values");
}

function showRagged({ ragged, raggedRows, width }: FileReport, output: Output): void {
  const { red } = output.colors;
  for (const { line, byte, values } of ragged) {
    output.line(
      `${red("error".padEnd(9))} line ${formatNumber(line)} (byte ${byte}) has ${count(values, "value")} for ${count(width, "column")}`,
    );
  }
  if (raggedRows > ragged.length) {
    output.line(`${" ".repeat(9)} and ${count(raggedRows - ragged.length, "row")} more of another length`);
  }
}
