import type { CaseColumn } from "../programs/case-column.ts";
import type { Variant } from "../variants/variant.ts";
import type { MatrixRun, MissingRuntime } from "./matrix-run.ts";

/** In the order in which one is made of the other. */
const forms: readonly Variant["name"][] = ["sources", "packed", "minified"];

/** Writes the table of all runs, a line for each runtime and way and a column for each form of the library. */
export function formatTable(runs: readonly MatrixRun[], missing: readonly MissingRuntime[]): string {
  const variants = forms.filter((form) => runs.some(({ variant }) => variant === form));
  const lines = [["", ...variants, "seconds"]];
  for (const name of new Set(runs.map(({ runtime }) => runtime))) {
    const mine = runs.filter(({ runtime }) => runtime === name);
    const ways = new Set(mine.flatMap(({ columns }) => columns.map(({ way }) => way)));
    for (const way of ways.size === 0 ? ["in process"] : ways) {
      const columns = variants.map((variant) => {
        const run = mine.find((one) => one.variant === variant);
        if (run === undefined) return undefined;
        return run.error === undefined ? run.columns.find((column) => column.way === way) : "broke off";
      });
      const seconds = columns.flatMap((column) => (typeof column === "object" ? column.outcomes : []));
      const sum = seconds.reduce((total, { milliseconds }) => total + milliseconds, 0);
      lines.push([`${name} ${mine[0]?.version ?? ""}, ${way}`, ...columns.map(held), (sum / 1000).toFixed(1)]);
    }
  }
  lines.push(...missing.map(({ runtime, why }) => [`${runtime}: missing, ${why.split("\n")[0] ?? ""}`]));
  const widths = lines[0]?.map((_, index) =>
    Math.max(...lines.filter((line) => line.length > 1).map((line) => line[index]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line.map((text, index) => (index === 0 ? text.padEnd(widths?.[0] ?? 0) : text.padStart(widths?.[index] ?? 0))),
    )
    .map((line) => line.join("  ").trimEnd())
    .join("\n");
}

function held(column: CaseColumn | "broke off" | undefined): string {
  if (column === undefined) return "";
  if (column === "broke off") return column;
  const good = column.outcomes.filter(({ error }) => error === undefined).length;
  return `${good}/${column.outcomes.length}`;
}
