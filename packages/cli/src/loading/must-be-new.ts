import { dirname } from "node:path";
import { getUser, isSameId } from "@sfbulk/node";
import { inFolder } from "../arguments/in-folder.ts";
import { usageError } from "../arguments/usage-error.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { formatNumber } from "../output/count.ts";
import { timeAgo } from "../output/time-ago.ts";
import type { LoadReceipt } from "../receipts/receipt.ts";
import { partOf } from "../receipts/keep-receipt.ts";
import { findReceipts } from "../receipts/read-receipt.ts";
import type { Beginning, LoadCall } from "./load-call.ts";

/**
 * Sees that no receipt says that the rows were loaded before: into this org, this object, and by this operation. Receipts are
 * looked for where this load would put its own, and beside the file.
 *
 * @throws UsageError.
 */
export async function mustBeNew({ path, rows, spec, view }: Beginning, org: Org, call: LoadCall): Promise<void> {
  const { values, output, interruption } = call;
  const hash = rows.hash();
  if (hash === undefined) return;
  const found = await findReceipts(hash, [values.outputDir, dirname(path ?? ".")]);
  const same = found.filter(
    ({ object, operation, file }) =>
      operation === spec.operation &&
      object.toLowerCase() === spec.object.toLowerCase() &&
      JSON.stringify(file.part) === JSON.stringify(partOf(view)),
  );
  if (same.length === 0) return;
  const { organizationId } = await getUser(org.connection, { signal: interruption.signal });
  const isHere = ({ org: { organizationId: id } }: LoadReceipt): boolean => id !== null && isSameId(id, organizationId);
  const before = same.find(isHere);
  if (before === undefined) return;
  const { summary, endedAt, jobs } = before;
  const id = jobs.at(-1) ?? "";
  const written =
    summary === null ? "" : ` (${formatNumber(summary.written)} of ${formatNumber(summary.rows)} written)`;
  const where = `${orgWords(org)}${inFolder(values.outputDir)}`;
  throw usageError(
    `Cannot load ${rows.name}: its rows were loaded ${timeAgo(endedAt, output.verbose)}, by job ${id}${written}`,
    `See what became of them with: sfbulk results ${id}${where} --csv`,
    ...(summary !== null && summary.written < summary.rows
      ? [`Load those that were not written: sfbulk retry ${id}${where}`]
      : []),
    "Load all of them once more, those that were written too: --again",
  );
}
