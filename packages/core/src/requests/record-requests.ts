import * as v from "valibot";
import { isSameId } from "../protocol/salesforce-id.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import { valueReader } from "../replies/read-value.ts";
import { type ApiRequest, asksForJson, jsonType, maxDataBytes } from "./api-request.ts";

/** A record as the REST API gives it: its fields by name. */
export type RestRecord = Readonly<Record<string, unknown>>;

/** What a query found, as far as its first page goes. */
export interface RecordPage {
  readonly records: readonly RestRecord[];
  /** Whether that is all. */
  readonly done: boolean;
}

/** How many records may be asked for by their ids at once (documented). */
export const mostIds = 2000;

/**
 * Asks for records of one object by their ids, for `null` in the place of each that is not there, or is deleted.
 *
 * @param ids - 2,000 at most.
 */
export const readRecordsRequest = (
  object: string,
  ids: readonly string[],
  fields: readonly string[],
): ApiRequest<readonly (RestRecord | null)[]> => ({
  action: `read records of ${object}`,
  method: "POST",
  service: "data",
  path: `composite/sobjects/${object}`,
  contentType: jsonType,
  body: JSON.stringify({ ids, fields }),
  idempotent: true,
  carriesRows: true,
  maxBytes: maxDataBytes,
  read: (body) => {
    const records = readRecords(body);
    if (records.length !== ids.length) {
      throw new NotTheAnswer(`the reply has ${records.length} records, and ${ids.length} were asked for`);
    }
    for (const [index, record] of records.entries()) {
      if (record !== null && !isSameId(String(record["Id"]), ids[index] ?? "")) {
        throw new NotTheAnswer("the reply has the records in another order, or others");
      }
    }
    return records;
  },
});

/**
 * Asks for records by SOQL, in an address that may have 16,384 bytes.
 *
 * @param resource - `queryAll` finds those in the recycle bin too.
 */
export const queryRecordsRequest = (soql: string, resource: "query" | "queryAll"): ApiRequest<RecordPage> => ({
  action: "read records",
  method: "GET",
  service: "data",
  path: `${resource}?q=${encodeURIComponent(soql)}`,
  contentType: asksForJson,
  idempotent: true,
  carriesRows: true,
  maxBytes: maxDataBytes,
  read: readPage,
});

const record: v.GenericSchema<unknown, RestRecord> = v.record(v.string(), v.unknown());

const readRecords = valueReader(
  v.array(v.nullable(record)) as v.GenericSchema<unknown, (RestRecord | null)[]>,
  "a list of records",
  "sObjects",
);

const pageSchema: v.GenericSchema<unknown, RecordPage> = v.object({ records: v.array(record), done: v.boolean() });

const readPage = valueReader(pageSchema, "what a query found", "QueryResult");
