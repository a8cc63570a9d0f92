import { dirname } from "node:path";
import { isSameId } from "@sfbulk/node";
import { usageError } from "../arguments/usage-error.ts";
import type { LoadRecord } from "../journals/load-record.ts";
import { readReceipts } from "../receipts/read-receipt.ts";

/**
 * Sees that nothing of a load was taken back that is to be gone on with: its rows would be taken for written, and are not there.
 * Receipts are looked for where those of the load are, and beside the file.
 *
 * @throws UsageError.
 */
export async function mustNotBeTakenBack(file: string, { jobs }: LoadRecord, folder: string): Promise<void> {
  const taken = await readReceipts([folder, dirname(file)], ({ takesBack }) => takesBack !== undefined);
  const takers = (ids: readonly string[]): typeof taken =>
    taken.filter(({ takesBack }) => takesBack?.jobs.some((id) => ids.some((one) => isSameId(one, id))));
  // What was taken back in turn counts no more.
  const undo = takers(jobs).find((one) => takers(one.jobs).length === 0);
  if (undo === undefined) return;
  const id = undo.jobs.at(-1) ?? "";
  throw usageError(
    `Cannot go on with the load of ${file}: what it had written was taken back, by job ${id}`,
    "Load all rows, from the first on: the same command with --new in place of --resume",
    `Where that was taken back in turn (sfbulk undo ${id}), so that all is there again, go on by --again`,
  );
}
