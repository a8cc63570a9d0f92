import type { UndoResult } from "@sfbulk/node";
import type { Org } from "../connection/org.ts";
import { keepSnapshot } from "../receipts/snapshot-file.ts";
import type { TakenBack } from "../receipts/receipt.ts";
import { writeReceipt } from "../receipts/write-receipt.ts";

/** What the receipts of a taking back say beside its loads. */
export interface StepReceipts {
  readonly org: Org;
  readonly organizationId: string | null;
  readonly startedAt: string;
  /** Where the records were kept before values were written back. */
  readonly snapshot: string;
  readonly days: number;
  readonly folder: string;
  /** The load that was taken back. */
  readonly takesBack: TakenBack;
}

/**
 * Writes the receipts of the loads that a load was taken back by, so that they can be taken back in turn.
 *
 * @returns their paths.
 * @throws FileError.
 */
export async function writeStepReceipts(
  { object, steps }: UndoResult,
  { org, organizationId, startedAt, snapshot, days, folder, takesBack }: StepReceipts,
): Promise<readonly string[]> {
  const paths: string[] = [];
  const updates = steps.filter(({ operation }) => operation === "update");
  const lastUpdate = updates.at(-1)?.jobs.at(-1);
  const kept = lastUpdate === undefined ? undefined : await keepSnapshot(snapshot, lastUpdate, folder, days);
  for (const { operation, jobs, batches, summary } of steps) {
    const receipt = {
      version: 1 as const,
      file: { path: null, sha256: null, encoding: null, delimiter: null, part: null },
      org: { organizationId, instanceUrl: org.connection.instanceUrl },
      object,
      operation,
      externalIdFieldName: null,
      startedAt,
      endedAt: new Date().toISOString(),
      jobs,
      batches,
      summary,
      takesBack,
      ...(operation === "update" && kept !== undefined ? { snapshot: kept } : {}),
    };
    paths.push(await writeReceipt(receipt, folder));
  }
  return paths;
}
