import type { RowError, RowResult } from "@sfbulk/core";
import { findByName } from "../../options/object-schema.ts";
import { allOrNothing, recordsOf } from "../../org/state/record-store.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { restRecord } from "../../wire/reply/rest-record.ts";
import { isObject, jsonRow } from "../../wire/request/read-rows.ts";
import { notFound } from "../context/rest-reply.ts";
import { fieldsAsked, writeRecord } from "./answer-record.ts";
import { checkNames, objectIn, type RestAnswer, type RestCall, wrongMethod } from "./rest-call.ts";

/** How many records a request may write (documented), and how many it may read. */
const maxWritten = 200;
const maxRead = 2000;

/** Answers `composite/sobjects`: several records that are written or read in one request. */
export function answerCollection(call: RestCall): RestAnswer {
  const [, , object, key, ...more] = call.path;
  if (more.length > 0) throw notFound();
  if (object !== undefined) return key === undefined ? readRecords(call, object) : upsertRecords(call, object, key);
  switch (call.method) {
    case "POST":
      return writeRecords(call, (record) => writeRecord(call, "insert", typeOf(record), jsonRow(record), null));
    case "PATCH":
      return writeRecords(call, (record) => writeRecord(call, "update", typeOf(record), jsonRow(record), null));
    case "DELETE":
      return deleteRecords(call);
    default:
      throw wrongMethod(call.method, "DELETE", "PATCH", "POST");
  }
}

type JsonRecord = Readonly<Record<string, unknown>>;

/** Gives the object type that a record names for itself. @throws Refusal where it names none, in words that are a guess. */
function typeOf({ attributes }: JsonRecord): string {
  const type = isObject(attributes) ? attributes["type"] : undefined;
  if (typeof type === "string") return type;
  throw new Refusal("INVALID_INPUT", "Each record must name its type in attributes.type");
}

function recordsIn(call: RestCall): readonly JsonRecord[] {
  const body = objectIn(call.body);
  checkNames(body, "records", "allOrNone");
  const { records } = body;
  if (!Array.isArray(records) || !records.every((record) => isObject(record))) {
    throw new Refusal("JSON_PARSER_ERROR", "Expected an array of records in the body");
  }
  checkCount(records.length, maxWritten);
  return records;
}

/** The limit and the code are documented, the words are those that people quote. */
function checkCount(count: number, max: number): void {
  if (count > max) {
    throw new Refusal(
      "EXCEEDED_ID_LIMIT",
      `record limit reached. cannot submit more than ${max} records into this call`,
    );
  }
}

function writeRecords(call: RestCall, write: (record: JsonRecord) => RowResult, withCreated = false): RestAnswer {
  const records = recordsIn(call);
  return writeAll(call, flag(objectIn(call.body)["allOrNone"]), records, write, withCreated);
}

function upsertRecords(call: RestCall, object: string, key: string): RestAnswer {
  if (call.method !== "PATCH") throw wrongMethod(call.method, "PATCH");
  const write = (record: JsonRecord): RowResult => writeRecord(call, "upsert", object, jsonRow(record), key);
  return writeRecords(call, write, true);
}

function deleteRecords(call: RestCall): RestAnswer {
  const ids = (call.query.get("ids") ?? "").split(",").filter((id) => id !== "");
  checkCount(ids.length, maxWritten);
  const remove = (id: string): RowResult => {
    const [object] = Object.entries(call.org.objects).find(([, { keyPrefix }]) => id.startsWith(keyPrefix)) ?? [];
    if (object !== undefined) return writeRecord(call, "delete", object, new Map([["Id", id]]), null);
    const error: RowError = { statusCode: "MALFORMED_ID", message: `bad id ${id}`, fields: ["Id"] };
    return { success: false, created: false, id: null, errors: [error] };
  };
  return writeAll(call, flag(call.query.get("allOrNone")), ids, remove, false);
}

const flag = (value: unknown): boolean => value === true || value === "true";

/** The shape of a result, and what is said of those that were taken back, are documented. */
function writeAll<T>(
  { org }: RestCall,
  allOrNone: boolean,
  items: readonly T[],
  write: (item: T) => RowResult,
  withCreated: boolean,
): RestAnswer {
  const results: RowResult[] = [];
  const run = (): boolean => {
    results.push(...items.map((item) => write(item)));
    return results.every(({ success }) => success);
  };
  let takenBack = false;
  if (allOrNone) allOrNothing(org.records, org.objects, () => !(takenBack = !run()));
  else run();
  const rolledBack: RowError = {
    statusCode: "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    message: "Record rolled back because not all records were valid and the request was using AllOrNone header",
    fields: [],
  };
  const body = results.map(({ success, created, id, errors }) =>
    success && !takenBack
      ? { id, success, errors, ...(withCreated ? { created } : {}) }
      : { success: false, errors: success ? [rolledBack] : errors, ...(withCreated ? { created: false } : {}) },
  );
  return { status: 200, body };
}

/** Gives several records of a type, `null` for each that is not there (documented). */
function readRecords(call: RestCall, object: string): RestAnswer {
  const known = findByName(call.org.objects, object);
  if (known === undefined) throw notFound();
  const { ids, fields } = call.method === "POST" ? listsIn(call.body) : listsOf(call);
  checkCount(ids.length, maxRead);
  const names = fieldsAsked({ name: known.name, schema: known.value }, fields);
  const table = recordsOf(call.org.records, known.name);
  const body = ids.map((id) => {
    const record = table.byId.get(id.slice(0, 15));
    return record === undefined || record.deleted ? null : restRecord(call.version, known.name, record, names);
  });
  return { status: 200, body };
}

interface Lists {
  readonly ids: readonly string[];
  readonly fields: readonly string[];
}

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

function listsIn(body: unknown): Lists {
  const given = objectIn(body);
  checkNames(given, "ids", "fields");
  const { ids, fields } = given;
  if (!isList(ids) || !isList(fields)) {
    throw new Refusal("JSON_PARSER_ERROR", "Expected arrays of strings under ids and fields");
  }
  return { ids, fields };
}

function listsOf({ method, query }: RestCall): Lists {
  if (method !== "GET") throw wrongMethod(method, "GET", "POST");
  const list = (name: string): string[] => (query.get(name) ?? "").split(",").filter((one) => one !== "");
  const [ids, fields] = [list("ids"), list("fields")];
  // That both are needed is documented, the words are a guess.
  if (ids.length === 0 || fields.length === 0) throw new Refusal("MISSING_ARGUMENT", "ids and fields must be given");
  return { ids, fields };
}
