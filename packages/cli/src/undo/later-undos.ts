import { fileSnapshot, isSameId, type LaterUndo } from "@sfbulk/node";
import { readReceipts } from "../receipts/read-receipt.ts";
import { isThere } from "../receipts/snapshot-file.ts";

const resultsAreKept = 7 * 24 * 3_600_000;

/**
 * Finds the loads of an org that were taken back by what has its receipts in a folder, and whose snapshots are still there. What
 * has written records back does not count as a change, of a load before them.
 */
export async function laterUndos(folder: string, organizationId: string): Promise<readonly LaterUndo[]> {
  const receipts = await readReceipts(
    [folder],
    ({ takesBack, org, operation, endedAt }) =>
      // Salesforce keeps the results of the jobs no longer; then those of the load before are gone as well.
      Date.parse(endedAt) > Date.now() - resultsAreKept &&
      typeof takesBack?.snapshot === "string" &&
      operation === "update" &&
      org.organizationId !== null &&
      isSameId(org.organizationId, organizationId),
  );
  const found = new Map<string, LaterUndo>();
  for (const { takesBack, jobs } of receipts) {
    if (takesBack === undefined || takesBack.snapshot === null || !(await isThere(takesBack.snapshot))) continue;
    const name = takesBack.jobs.join();
    const { steps = [] } = found.get(name) ?? {};
    found.set(name, {
      jobs: takesBack.jobs,
      snapshot: fileSnapshot(takesBack.snapshot),
      steps: [...steps, { operation: "update", jobs }],
    });
  }
  return [...found.values()];
}
