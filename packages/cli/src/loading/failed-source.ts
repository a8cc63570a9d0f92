import {
  type Connection,
  type FailedRow,
  failedRows,
  type IngestFailedRow,
  type IngestJobInfo,
  type IngestLoadResult,
  ingestResults,
  loadFailedRows,
  type LoadSummary,
} from "@sfbulk/node";
import type { Org } from "../connection/org.ts";
import type { LoadSource } from "../load/open-rows.ts";
import type { FoundJob } from "../parts/find-job.ts";
import { orgForJob } from "../parts/org-for-job.ts";
import type { LoadReceipt } from "../receipts/receipt.ts";

/** A row that was not written, and why. */
export type AnyFailedRow = FailedRow | IngestFailedRow;

/** Rows that were not written, as the source of another load. */
interface FailedSource {
  readonly source: LoadSource;
  /** How many rows were left out, since they may have been written, or are not to be told apart. */
  readonly leftOut: () => number;
}

/** Takes all rows that were not written. */
export const isAnyRow = (): boolean => true;

/**
 * Gives what was not written of a job, of its whole load where the receipt is at hand, as it was sent.
 *
 * @param isMeant - Says which of the rows.
 */
export function failedSource(
  found: FoundJob,
  receipt: LoadReceipt | undefined,
  isMeant: (row: AnyFailedRow) => boolean,
  org: Org,
  signal: AbortSignal,
): FailedSource {
  const { job } = found;
  const { connection } = orgForJob(org, found);
  let leftOut = 0;
  const rows = async function* (): AsyncGenerator<AnyFailedRow, void, undefined> {
    const all =
      found.api === "2.0-ingest"
        ? loadFailedRows(connection, await loadOf(job as IngestJobInfo, receipt, connection, signal), { signal })
        : receipt === undefined
          ? failedRows(connection, job.id, { signal })
          : loadFailedRows(connection, { batches: receipt.batches }, { signal });
    for await (const row of all) {
      if (!isMeant(row)) continue;
      if (row.mayBeWritten === true || Object.keys(row.record).length === 0) leftOut++;
      else yield row;
    }
  };
  return {
    source: {
      name: `what failed in job ${job.id}`,
      bytes: undefined,
      source: rows(),
      reading: {},
      hash: () => undefined,
      leftOut: () => [],
    },
    leftOut: () => leftOut,
  };
}

/** Puts together what core wants to know of a load by Bulk API 2.0: from its receipt, or from its one job. */
async function loadOf(
  job: IngestJobInfo,
  receipt: LoadReceipt | undefined,
  connection: Connection,
  signal: AbortSignal,
): Promise<IngestLoadResult> {
  const { id, numberRecordsProcessed: processed, numberRecordsFailed: failed } = job;
  const batches = receipt?.batches ?? [
    { jobId: id, firstRow: 1, rows: processed + (await countUnprocessed(job, connection, signal)), batch: { id } },
  ];
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const written = receipt?.summary?.written ?? (batches.length === 1 ? processed - failed : 0);
  const summary: LoadSummary = { rows, written, failed: rows - written, unknown: 0, reasons: [] };
  const reading = { header: null, columns: null, encoding: null, delimiter: null, raggedRows: "error" } as const;
  const preflight = { checked: false, why: null, columns: [], values: [], rows: null };
  return { api: "2.0", jobs: [id], batches, summary, preflight, leftOpen: null, reading };
}

/** Counts the rows that a job did not come to, which it does not say itself. */
async function countUnprocessed(job: IngestJobInfo, connection: Connection, signal: AbortSignal): Promise<number> {
  if (job.state === "JobComplete") return 0;
  let rows = 0;
  for await (const _ of ingestResults(connection, job, "unprocessed", { signal })) rows++;
  return rows;
}
