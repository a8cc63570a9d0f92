import { findByName } from "../../options/object-schema.ts";
import type { Org } from "../state/org.ts";
import type { PkChunking } from "../state/pk-chunking.ts";
import { recordIdsOf, recordsOf } from "../state/record-store.ts";
import { Refusal } from "../state/refusal.ts";
import { readSoql } from "./soql/read-soql.ts";

const defaultSize = 100_000;
const maxSize = 250_000;

/**
 * Reads the header `Sforce-Enable-PKChunking`: `TRUE`, `FALSE` or `chunkSize=1000; startRow=001…; parent=Account`.
 *
 * @returns `null` where it asks for no chunks. `parent` is for objects that the emulator has not, and is ignored.
 * @throws Refusal for a job that is no query, for a size beyond 250,000, and for other words. That these are refused is a guess.
 */
export function pkChunkingOf(header: string | null, operation: string): PkChunking | null {
  const parts = (header ?? "FALSE").split(";").map((part) => part.trim());
  if (parts.some((part) => !/^(?:true|false|(?:chunkSize|startRow|parent)\s*=\s*\w+)?$/i.test(part))) {
    throw new Refusal("InvalidJob", `Invalid Sforce-Enable-PKChunking: ${header}`);
  }
  if (parts.some((part) => /^false$/i.test(part))) return null;
  const option = (name: string): string | undefined =>
    parts
      .map((part) => /^(\w+)\s*=\s*(\w+)$/.exec(part))
      .find((found) => found?.[1]?.toLowerCase() === name.toLowerCase())?.[2];
  const chunkSize = Number(option("chunkSize") ?? defaultSize);
  if (!Number.isInteger(chunkSize) || chunkSize < 1 || chunkSize > maxSize) {
    throw new Refusal("InvalidJob", `Invalid chunkSize: ${option("chunkSize")} (maximum: ${maxSize})`);
  }
  if (operation !== "query" && operation !== "queryAll") {
    throw new Refusal("InvalidJob", `PK chunking is not supported for operation ${operation}`);
  }
  return { chunkSize, startRow: option("startRow") ?? null };
}

/**
 * Splits a query into the queries of its chunks. The form of their conditions is the guide's, but for the quotes around
 * the ids. Salesforce goes by ranges of ids, so that its chunks are uneven; these are even, which is a simplification.
 *
 * @throws Refusal for a query that cannot be read, or that sorts or limits: those are not for chunks (documented).
 */
export function splitQuery(org: Org, soql: string, { chunkSize, startRow }: PkChunking): string[] {
  const query = readSoql(soql);
  if (query.orderBy.length > 0 || query.limit !== undefined) {
    throw new Refusal("MALFORMED_QUERY", "PK chunking does not work with ORDER BY and LIMIT");
  }
  // What is wrong with these is said when the query is run.
  if (query.isGrouped || query.fields.length === 0 || query.fields.some((field) => field.call !== undefined))
    return [soql];
  const object = findByName(org.objects, query.object.name)?.name ?? query.object.name;
  const ids = recordIdsOf(recordsOf(org.records, object)).filter(
    (id) => startRow === null || id >= startRow.slice(0, 15),
  );
  const own = query.whereText === "" ? "" : `(${query.whereText}) AND `;
  const fields = query.fields.map(({ name }) => name).join(", ");
  const queries: string[] = [];
  for (let start = 0; start < ids.length; start += chunkSize) {
    const end = ids[start + chunkSize];
    const range = `Id >= '${ids[start]}'${end === undefined ? "" : ` AND Id < '${end}'`}`;
    queries.push(`SELECT ${fields} FROM ${query.fromText} WHERE ${own}${range}`);
  }
  return queries.length === 0 ? [soql] : queries;
}
