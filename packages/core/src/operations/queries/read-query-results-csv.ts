import { noRecords } from "../../replies/salesforce-texts.ts";
import type { Target } from "../../connection/check-connection.ts";
import { eachQueryResult, type QueryBlockReader, type QueryResult } from "./each-query-result.ts";
import type { CheckedQueryOptions } from "./query-results-options.ts";
import type { OnRows } from "../../rows/rows-told.ts";

/** Reads the CSV of a query job of Bulk API 1.0, where everything is checked. */
export async function* readQueryResultsCsv(
  target: Target,
  job: string,
  options: CheckedQueryOptions,
  onRows: OnRows,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let header: string | undefined;
  let given = 0;
  let rowsGiven = 0;
  const progress = (): string => `${given} bytes were given`;
  function read({ unusable }: QueryResult): QueryBlockReader<Uint8Array<ArrayBuffer>> {
    let isFirst = true;
    let counted = 0;
    return function* ({ format, bytes, records }) {
      let rows = bytes;
      if (isFirst) {
        isFirst = false;
        if (format.name !== "CSV") {
          throw unusable(`it is ${format.name}, not CSV: queryResults reads it`);
        }
        const end = bytes.indexOf(0x0a) + 1;
        const own = new TextDecoder().decode(bytes.subarray(0, end)).trimEnd();
        if (own === noRecords) return;
        if (header !== undefined && own !== header) {
          throw unusable("its header is another one than that of the results before", "RowsMismatch");
        }
        if (header !== undefined) rows = bytes.subarray(end);
        header = own;
      }
      if (rows.length === 0) return;
      given += rows.length;
      rowsGiven += records - counted;
      counted = records;
      if (rowsGiven > 0) onRows?.(rowsGiven);
      yield rows;
    };
  }
  yield* eachQueryResult(target, job, options, progress, read);
}
