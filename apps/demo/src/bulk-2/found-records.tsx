import { queryJobResults, queryJobResultsCsv } from "@sfbulk/browser";
import type { VNode } from "preact";
import { saveCsv } from "../job/save-csv.ts";
import { connectionFor, type Org } from "../org/org.ts";
import { ResultRows, type ShownRow } from "./result-rows.tsx";

/** What a query of Bulk API 2.0 found: its first records, and all of them as a file. */
export function FoundRecords({ org, jobId }: { readonly org: Org; readonly jobId: string }): VNode {
  const download = async (): Promise<void> => {
    const parts: BlobPart[] = [];
    for await (const rows of queryJobResultsCsv(connectionFor(org, "Download what a query found"), jobId)) {
      parts.push(rows);
    }
    saveCsv(parts, jobId);
  };
  return (
    <ResultRows
      id="records"
      title="What it found"
      read={(signal) => firstRecords(org, jobId, signal)}
      download={download}
    />
  );
}

/** Read one page after another, so that no more of them comes than is looked at. */
async function* firstRecords(org: Org, jobId: string, signal: AbortSignal): AsyncGenerator<ShownRow> {
  const connection = connectionFor(org, "Read what a query found");
  for await (const values of queryJobResults<Record<string, string>>(connection, jobId, {
    concurrency: 1,
    maxRecords: 200,
    signal,
  })) {
    yield { about: {}, values };
  }
}
