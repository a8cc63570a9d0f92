import type { LoadPreflight } from "@sfbulk/node";
import type { Output } from "../output/output.ts";

/** How many findings are shown. `--json` has all of them. */
const mostShown = 10;

/** Warns of what was found out about a file before it is sent. */
export function showPreflight({ checked, why, columns, values }: LoadPreflight, output: Output): void {
  if (!checked && why !== null) output.warn(`The columns were not checked: ${why}`);
  const all = [...columns, ...values];
  for (const { message } of all.slice(0, mostShown)) output.warn(message);
  if (all.length > mostShown)
    output.warn(`There is more to say of ${all.length - mostShown} columns: see sfbulk check`);
}
