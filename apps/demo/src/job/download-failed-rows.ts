import { failedRowsCsv, isSfbulkError } from "@sfbulk/browser";
import { saveFile } from "../components/save-file.ts";
import { connectionFor, type Org } from "../org/org.ts";

/** Has the browser save the failed rows of a job, ready to be loaded again. */
export async function downloadFailedRows(org: Org, jobId: string): Promise<void> {
  const parts: string[] = [];
  try {
    for await (const text of failedRowsCsv(connectionFor(org, "Download failed rows"), jobId)) parts.push(text);
  } catch (error) {
    // All others have come, and the error says which rows are left out.
    if (isSfbulkError(error) && error.code === "FailedRowsLeftOut" && parts.length > 0) save(parts, jobId);
    throw error;
  }
  save(parts, jobId);
}

function save(parts: readonly string[], jobId: string): void {
  saveFile(new Blob([...parts], { type: "text/csv" }), `${jobId}-failed-rows.csv`);
}
