import type { Target } from "../../connection/check-connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { FieldDescription } from "../../protocol/object-description.ts";
import { mostIds, queryRecordsRequest, readRecordsRequest, type RestRecord } from "../../requests/record-requests.ts";

/** Gives records by their ids, 2,000 in a call: those that are there. */
export async function* readRecords(
  target: Target,
  object: string,
  ids: readonly string[],
  fields: readonly string[],
  options: CallOptions,
): AsyncGenerator<readonly RestRecord[], void, undefined> {
  for (let from = 0; from < ids.length; from += mostIds) {
    const some = ids.slice(from, from + mostIds);
    const records = await ask(target, readRecordsRequest(object, some, fields), options);
    yield records.filter((record) => record !== null);
  }
}

/** How long the query in an address may be. The whole of it, with the headers, may have 16,384 bytes (documented). */
const longestQuery = 11_000;

/** Gives records by the values of a field, as many in a call as its address has room for. */
export async function* queryRecords(
  target: Target,
  { object, field, fields, resource }: KeyedQuery,
  keys: readonly string[],
  options: CallOptions,
): AsyncGenerator<readonly RestRecord[], void, undefined> {
  const head = `SELECT ${fields.join(", ")} FROM ${object} WHERE ${field.name} IN (`;
  const find = async function* (some: readonly string[]): AsyncGenerator<readonly RestRecord[], void, undefined> {
    const page = await ask(target, queryRecordsRequest(`${head}${some.join(",")})`, resource), options);
    if (page.done || some.length === 1) {
      yield page.records;
      return;
    }
    // Many records have these values: half of them in each of two calls.
    const half = Math.ceil(some.length / 2);
    yield* find(some.slice(0, half));
    yield* find(some.slice(half));
  };
  let some: string[] = [];
  let length = 0;
  for (const key of keys) {
    const literal = literalOf(field, key);
    if (literal === undefined) continue;
    const more = encodeURIComponent(literal).length + 3;
    if (length + more > longestQuery && some.length > 0) {
      yield* find(some);
      some = [];
      length = 0;
    }
    some.push(literal);
    length += more;
  }
  if (some.length > 0) yield* find(some);
}

/** What is asked for by the values of a field. */
export interface KeyedQuery {
  readonly object: string;
  readonly field: Pick<FieldDescription, "name" | "type">;
  readonly fields: readonly string[];
  readonly resource: "query" | "queryAll";
}

const numeric: readonly string[] = ["double", "int", "currency", "percent", "long"];
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
};

/** Writes a value for SOQL; `undefined` for one that no record can have. */
function literalOf({ type }: Pick<FieldDescription, "type">, value: string): string | undefined {
  if (numeric.includes(type)) {
    const number = value.trim();
    return /^[+-]?\d{1,30}(?:\.\d{1,30})?$/.test(number) ? number : undefined;
  }
  return `'${value.replaceAll(/[\\'\n\r\t\f\b]/g, (one) => escapes[one] ?? "")}'`;
}

/** Gives a value of the REST API as text, as it may be written in CSV; `null` where there is none. */
export const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === "string" ? value : JSON.stringify(value);
