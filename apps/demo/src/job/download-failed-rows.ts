import { failedRowsCsv, isSfbulkError } from "@sfbulk/browser";
import { saveCsv } from "./save-csv.ts";
import { connectionFor, type Org } from "../org/org.ts";

/** Has the browser save the failed rows of a job, ready to be loaded again. */
export async function downloadFailedRows(org: Org, jobId: string): Promise<void> {
  const parts: string[] = [];
  try {
    for await (const text of failedRowsCsv(connectionFor(org, "Download failed rows"), jobId)) parts.push(text);
  } catch (error) {
    // All others have come, and the error says which rows are left out.
    if (isSfbulkError(error) && error.code === "FailedRowsLeftOut" && parts.length > 0)
      saveCsv(parts, `${jobId}-failed-rows`);
    throw error;
  }
  saveCsv(parts, `${jobId}-failed-rows`);
}
