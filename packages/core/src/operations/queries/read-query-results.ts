import type { StandardSchema } from "../../arguments/standard-schema.ts";
import { bytesForRows } from "../../rows/record-blocks.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import type { Target } from "../../connection/check-connection.ts";
import { eachQueryResult, type QueryBlockReader, type QueryResult } from "./each-query-result.ts";
import type { CheckedQueryOptions } from "./query-results-options.ts";

/** Reads the records of a query job of Bulk API 1.0, some at a time, where everything is checked. */
export async function* readQueryResults<T>(
  target: Target,
  job: string,
  options: CheckedQueryOptions,
  schema: StandardSchema<T> | undefined,
): AsyncGenerator<readonly T[], void, undefined> {
  let given = 0;
  const progress = (): string => `${given} records were given`;
  function read({ check, unusable }: QueryResult): QueryBlockReader<readonly T[]> {
    let parse: ((block: string) => QueryRecord[]) | undefined;
    let count = 0;
    return async function* ({ format, bytes }) {
      parse ??= await format.reader();
      let rows: QueryRecord[];
      try {
        rows = parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
      } catch (error) {
        // What JSON.parse says quotes the data, and that stays out of errors.
        const why = error instanceof SyntaxError || error instanceof TypeError ? "" : `: ${(error as Error).message}`;
        throw unusable(`its ${format.name} cannot be read${why}`);
      }
      if (schema === undefined) {
        given += rows.length;
        // The type is the caller's word.
        yield rows as readonly T[];
        return;
      }
      // What the caller's own code looks at, it looks at when it is wanted.
      for (const row of rows) {
        const value = check(schema, row, ++count);
        const record = value instanceof Promise ? await value : value;
        given++;
        yield [record];
      }
    };
  }
  yield* eachQueryResult(target, job, { ...options, bytesAtOnce: bytesForRows }, progress, read);
}
