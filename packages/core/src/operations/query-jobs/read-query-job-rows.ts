import type { StandardSchema } from "../../arguments/standard-schema.ts";
import type { Target } from "../../connection/check-connection.ts";
import { applySchema } from "../../rows/apply-schema.ts";
import { bytesForRows } from "../../rows/record-blocks.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import type { CheckedResultsOptions } from "./query-job-results-options.ts";
import { openFoundRows } from "./open-found-rows.ts";

/** Reads the rows of a query job, some at a time, where everything is checked. */
export async function* readQueryJobRows<T>(
  target: Target,
  jobId: string,
  options: CheckedResultsOptions,
  schema: StandardSchema<T> | undefined,
): AsyncGenerator<readonly T[], void, undefined> {
  let count = 0;
  // Loaded with the CSV parser, which bytes need not.
  const { delimiterNamed, queryRowReader } = await import("./query-row-reader.ts");
  const found = await openFoundRows(target, jobId, options, () => `${count} records were given`, {
    bytesAtOnce: bytesForRows,
  });
  const mismatch = (words: string): Error => found.fail(`record ${count + 1} is of no use: ${words}`, "SchemaMismatch");
  const delimiter = delimiterNamed(found.job.columnDelimiter);
  let read: ReturnType<typeof queryRowReader> | undefined;
  for await (const { bytes } of found.blocks) {
    let rows: QueryRecord[];
    try {
      read ??= queryRowReader(found.header() ?? new Uint8Array(0), delimiter);
      rows = read(bytes);
    } catch (error) {
      // A decoder's error has nothing to say.
      throw found.fail(`its CSV cannot be read${error instanceof TypeError ? "" : `: ${(error as Error).message}`}`);
    }
    if (schema === undefined) {
      count += rows.length;
      // The type is the caller's word.
      yield rows as readonly T[];
      continue;
    }
    // What the caller's own code looks at, it looks at when it is wanted.
    for (const row of rows) {
      const value = applySchema(schema, row, mismatch);
      const record = value instanceof Promise ? await value : value;
      count++;
      yield [record];
    }
  }
}
