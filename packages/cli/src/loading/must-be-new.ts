import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { getUser, isSameId } from "@sfbulk/node";
import { inFolder } from "../arguments/in-folder.ts";
import { isSameName } from "../arguments/is-same-name.ts";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { describeRecord } from "../journals/describe-record.ts";
import { findBegun } from "../journals/find-begun.ts";
import { formatNumber } from "../output/count.ts";
import { timeAgo } from "../output/time-ago.ts";
import type { LoadReceipt } from "../receipts/receipt.ts";
import { partOf } from "../receipts/keep-receipt.ts";
import { findReceipts } from "../receipts/read-receipt.ts";
import { resultPaths } from "../results/outcomes/outcome-files.ts";
import type { Beginning, LoadCall } from "./load-call.ts";

/**
 * Sees that no receipt says that the rows were loaded before, and no journal that a load of them goes on: into this org, this object, and by this operation. Receipts are
 * looked for where this load would put its own, and beside the file.
 *
 * @throws UsageError.
 */
export async function mustBeNew(beginning: Beginning, org: Org, call: LoadCall): Promise<void> {
  const { path, rows, spec, view } = beginning;
  const { values, output, interruption } = call;
  await mustNotBeBegun(beginning, org, call);
  const hash = rows.hash();
  if (hash === undefined) return;
  const found = await findReceipts(hash, [values.outputDir, dirname(path ?? ".")]);
  const same = found.filter(
    ({ object, operation, file }) =>
      operation === spec.operation &&
      isSameName(object, spec.object) &&
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
  // Whose load was ended before its files were written gets them so; who has them sees them.
  const hasFiles = Object.values(resultPaths(id, values.outputDir)).some((file) => existsSync(file));
  throw usageError(
    `Cannot load ${rows.name}: its rows were loaded ${timeAgo(endedAt, output.verbose)}, by job ${id}${written}`,
    `See what became of them with: sfbulk results ${id}${where}${hasFiles ? " --csv" : ""}`,
    ...(summary !== null && summary.written < summary.rows
      ? [`Load those that were not written: sfbulk retry ${id}${where}`]
      : []),
    "Load all of them once more, those that were written too: --again",
  );
}

/**
 * Sees that no load of the same rows is unfinished under another name: the file was renamed, or copied.
 *
 * @throws UsageError.
 */
async function mustNotBeBegun({ path, rows, spec, view }: Beginning, org: Org, call: LoadCall): Promise<void> {
  const { output, interruption } = call;
  if (path === undefined || rows.bytes === undefined || (view.range?.skip ?? 0) > 0) return;
  const begun = (await findBegun(path)).filter(
    ({ record }) =>
      record.begun?.spec.operation === spec.operation && isSameName(record.begun.spec.object, spec.object),
  );
  if (begun.length === 0) return;
  const { organizationId } = await getUser(org.connection, { signal: interruption.signal });
  const here = begun.find(({ record }) => isSameId(record.begun?.organizationId ?? "", organizationId));
  if (here === undefined) return;
  throw usageError(
    `Cannot begin to load ${rows.name}: its first rows are those of a load that has not ended, ${here.journal} (${describeRecord(here.record, output.verbose)})`,
    `Go on with that one, and nothing goes in twice: sfbulk load ${shellWord(path)} --resume --journal ${shellWord(here.journal)}${orgWords(org)}${inFolder(call.values.outputDir)}`,
    "Load all rows, those that are there already a second time: --again",
  );
}
