import type { StandardSchema } from "../../arguments/standard-schema.ts";
import { turns } from "../../async/turns.ts";
import type { QueryRecord } from "../../rows/read-query-rows.ts";
import type { Target } from "../../connection/check-connection.ts";
import { eachQueryResult, type QueryBlockReader, type QueryResult } from "./each-query-result.ts";
import type { CheckedQueryOptions } from "./query-results-options.ts";

/** Reads the records of a query job of Bulk API 1.0, where everything is checked. */
export async function* readQueryResults<T>(
  target: Target,
  job: string,
  options: CheckedQueryOptions,
  schema: StandardSchema<T> | undefined,
): AsyncGenerator<T, void, undefined> {
  const { signal } = options;
  let given = 0;
  const progress = (): string => `${given} records were given`;
  const turnEnd = turns();
  function read({ check, unusable }: QueryResult): QueryBlockReader<T> {
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
      for (const row of rows) {
        signal?.throwIfAborted();
        count++;
        // Without a schema the type is the caller's word.
        let value = schema === undefined ? (row as T) : check(schema, row, count);
        if (value instanceof Promise) value = await value;
        given++;
        yield value;
        const over = turnEnd();
        if (over !== undefined) await over;
      }
    };
  }
  yield* eachQueryResult(target, job, options, progress, read);
}
