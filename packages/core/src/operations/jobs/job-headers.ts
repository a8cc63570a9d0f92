import { isSalesforceId } from "../../protocol/salesforce-id.ts";
import type { JobSpec } from "./create-job.ts";

/** How a query is split by the ids of its records. */
export interface PkChunking {
  /** How many ids a chunk spans. Salesforce's default: 100,000; most: 250,000. */
  readonly chunkSize?: number;
  /** The parent object, for a query of a sharing or history object. */
  readonly parent?: string;
  /** The id of 15 or 18 characters that the first chunk begins with. */
  readonly startRow?: string;
}

/**
 * Gives the headers that say what a job's description has no field for.
 *
 * @throws TypeError that names the option and what is expected.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/async_api_headers.htm
 */
export function jobHeaders({ operation, lineEnding, disableBatchRetry, pkChunking }: JobSpec): Record<string, string> {
  if (lineEnding !== undefined && lineEnding !== "LF" && lineEnding !== "CRLF") {
    throw new TypeError(`Cannot use lineEnding ${show(lineEnding)}: expected "LF" or "CRLF"`);
  }
  if (disableBatchRetry !== undefined && typeof disableBatchRetry !== "boolean") {
    throw new TypeError(`Cannot use disableBatchRetry ${show(disableBatchRetry)}: expected true or false`);
  }
  const chunking = chunkingOf(pkChunking);
  if (chunking !== undefined && operation !== "query" && operation !== "queryAll") {
    throw new TypeError(`Cannot use pkChunking to ${operation}: only queries are split by record ids`);
  }
  return {
    ...(lineEnding === undefined ? {} : { "sforce-line-ending": lineEnding }),
    ...(disableBatchRetry === true ? { "sforce-disable-batch-retry": "TRUE" } : {}),
    ...(chunking === undefined ? {} : { "sforce-enable-pkchunking": chunking }),
  };
}

function chunkingOf(pkChunking: JobSpec["pkChunking"]): string | undefined {
  if (pkChunking === undefined || pkChunking === false) return undefined;
  if (pkChunking === true) return "TRUE";
  if (typeof pkChunking !== "object" || pkChunking === null) {
    throw new TypeError(`Cannot use pkChunking ${show(pkChunking)}: expected true, false or { chunkSize, … }`);
  }
  const { chunkSize, parent, startRow } = pkChunking;
  if (chunkSize !== undefined && !(Number.isInteger(chunkSize) && chunkSize >= 1 && chunkSize <= 250_000)) {
    throw new TypeError(`Cannot use pkChunking.chunkSize ${show(chunkSize)}: expected a whole number from 1 to 250000`);
  }
  if (parent !== undefined && !/^[A-Za-z]\w{0,79}$/.test(parent)) {
    throw new TypeError(`Cannot use pkChunking.parent ${show(parent)}: expected an API name such as "Account"`);
  }
  if (startRow !== undefined && !isSalesforceId(startRow, "")) {
    throw new TypeError(`Cannot use pkChunking.startRow ${show(startRow)}: expected a record id`);
  }
  const parts = [
    ...(chunkSize === undefined ? [] : [`chunkSize=${chunkSize}`]),
    ...(parent === undefined ? [] : [`parent=${parent}`]),
    ...(startRow === undefined ? [] : [`startRow=${startRow}`]),
  ];
  return parts.length === 0 ? "TRUE" : parts.join("; ");
}

const show = (value: unknown): string => JSON.stringify(value) ?? typeof value;
