import type { Target } from "../../connection/check-connection.ts";
import type { OnRows } from "../../rows/rows-told.ts";
import type { CheckedResultsOptions } from "./query-job-results-options.ts";
import { openFoundRows } from "./open-found-rows.ts";

/** Reads the CSV of a query job, where everything is checked. */
export async function* readQueryJobCsv(
  target: Target,
  jobId: string,
  options: CheckedResultsOptions,
  onRows: OnRows,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let given = 0;
  let rowsGiven = 0;
  const found = await openFoundRows(target, jobId, options, () => `${given} bytes were given`);
  let isFirst = true;
  for await (const { bytes, rows } of found.blocks) {
    const header = isFirst ? found.header() : undefined;
    isFirst = false;
    if (header !== undefined) {
      given += header.length;
      yield header;
    }
    given += bytes.length;
    rowsGiven += rows;
    onRows?.(rowsGiven);
    yield bytes;
  }
  const header = found.header();
  if (isFirst && header !== undefined) yield header;
}
