import type { Target } from "../../connection/check-connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { IngestResultKind } from "../../requests/ingest-requests.ts";
import { csvScanner } from "../../rows/scan-csv.ts";
import type { OnRows } from "../../rows/rows-told.ts";
import type { IngestJobToRead } from "./ingest-results.ts";
import { openIngestResult } from "./open-ingest-result.ts";

/** Reads the CSV of one of the three results of an ingest job, where everything is checked. */
export async function* readIngestResultsCsv(
  target: Target,
  job: IngestJobToRead,
  kind: IngestResultKind,
  options: CallOptions,
  onRows: OnRows,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let given = 0;
  let hasHeader = false;
  const { blocks, rows } = openIngestResult(target, job, kind, options, () => given);
  for await (const block of blocks) {
    let lines = block;
    if (!hasHeader) {
      hasHeader = true;
      const end = csvScanner().scan(block, true);
      yield block.subarray(0, end);
      lines = block.subarray(end);
    }
    if (lines.length === 0) continue;
    given = rows();
    onRows?.(given);
    yield lines;
  }
}
