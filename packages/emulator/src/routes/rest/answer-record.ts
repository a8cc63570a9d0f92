import type { RowError, RowResult } from "@sfbulk/core";
import { allFieldsOf, anyField } from "../../options/all-fields.ts";
import { findByName, type ObjectSchema } from "../../options/object-schema.ts";
import { writeRow } from "../../org/records/write-row.ts";
import { findByKey, recordsOf, type StoredRecord } from "../../org/state/record-store.ts";
import { Refusal } from "../../org/state/refusal.ts";
import type { Row } from "../../org/state/row.ts";
import { restRecord } from "../../wire/reply/rest-record.ts";
import { jsonRow } from "../../wire/request/read-rows.ts";
import { notFound } from "../context/rest-reply.ts";
import { summaryOf } from "./describe-routes.ts";
import { objectIn, type RestAnswer, type RestCall, wrongMethod } from "./rest-call.ts";

/** An object type by the name that a path has for it. */
interface Target {
  readonly name: string;
  readonly schema: ObjectSchema;
}

/** What is done to a record. */
type Verb = "insert" | "update" | "upsert" | "delete";

/** Writes a record for whoever has the session, and counts it as a change. */
export function writeRecord(call: RestCall, operation: Verb, object: string, row: Row, key: string | null): RowResult {
  const { org, session } = call;
  const known = findByName(org.objects, object);
  if (known?.value.readOnly === true) {
    // A guess: the emulator keeps these records itself, where Salesforce lets some of them be written.
    const message = `entity type cannot be written by the emulator's users: ${known.name}`;
    return {
      success: false,
      created: false,
      id: null,
      errors: [rowErrorOf("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message)],
    };
  }
  const job = { operation, object: known?.name ?? object, externalIdFieldName: key, createdById: session.userId };
  const result = writeRow(org, job, row, org.clock.now());
  if (result.success) org.changes++;
  return result;
}

const rowErrorOf = (statusCode: string, message: string): RowError => ({ statusCode, message, fields: [] });

/** Answers a request for `sobjects/{object}`, or for a record beneath it by its id or by an external id. */
export function answerRecord(call: RestCall): RestAnswer {
  const [, object = "", first, second, ...more] = call.path;
  const known = findByName(call.org.objects, object);
  if (known === undefined || more.length > 0) throw notFound();
  const target = { name: known.name, schema: known.value };
  if (first === undefined) return call.method === "GET" ? showObject(call, target) : postRecord(call, target);
  return second === undefined ? answerById(call, target, first) : answerByKey(call, target, first, second);
}

function postRecord(call: RestCall, { name }: Target): RestAnswer {
  if (call.method !== "POST") throw wrongMethod(call.method, "GET", "POST", "HEAD");
  const { success, id, errors } = writeRecord(call, "insert", name, jsonRow(objectIn(call.body)), null);
  if (!success) return failed(errors, 400);
  // Both are documented, the address for composite requests.
  const location = `/services/data/${call.version}/sobjects/${name}/${id}`;
  return { status: 201, body: { id, success, errors: [] }, location };
}

/** Gives what there is to say of an object type in short, and the records that were looked at last: none, here. */
const showObject = ({ version }: RestCall, { name, schema }: Target): RestAnswer => ({
  status: 200,
  body: { objectDescribe: summaryOf(`/services/data/${version}`, name, schema), recentItems: [] },
});

/** Tells why a record was not written: an array of errors, each with its fields (documented). */
const failed = (errors: readonly RowError[], status: number): RestAnswer => ({
  status,
  body: errors.map(({ statusCode, message, fields }) => ({ message, errorCode: statusCode, fields })),
});

/** Codes for which the status is 404: the first is documented, that the other is like it is a guess. */
const gone: readonly string[] = ["ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID"];

const statusOf = (errors: readonly RowError[]): number =>
  errors.some(({ statusCode }) => gone.includes(statusCode)) ? 404 : 400;

function answerById(call: RestCall, { name, schema }: Target, id: string): RestAnswer {
  switch (call.method) {
    case "GET":
    case "HEAD": {
      const record = recordsOf(call.org.records, name).byId.get(id.slice(0, 15));
      return showRecord(call, { name, schema }, [15, 18].includes(id.length) ? record : undefined);
    }
    case "PATCH": {
      const row = new Map(jsonRow(objectIn(call.body)));
      const given = [...row.keys()].find((field) => /^id$/i.test(field));
      // That a body cannot name the record again is documented; the words are a guess.
      if (given !== undefined) {
        const message = "The Id field should not be specified in the sobject data.";
        return failed([{ statusCode: "INVALID_FIELD", message, fields: [] }], 400);
      }
      return written(writeRecord(call, "update", name, row.set("Id", id), null));
    }
    case "DELETE":
      return written(writeRecord(call, "delete", name, new Map([["Id", id]]), null));
    default:
      throw wrongMethod(call.method, "DELETE", "GET", "HEAD", "PATCH");
  }
}

/** An update and a deletion have no body (documented). */
const written = ({ success, errors }: RowResult): RestAnswer =>
  success ? { status: 204, body: null } : failed(errors, statusOf(errors));

function answerByKey(call: RestCall, target: Target, field: string, value: string): RestAnswer {
  const key = findByName(target.schema.fields, field);
  if (key?.value.unique !== true) {
    // The code and these words are what people quote for a field that is no external id.
    throw new Refusal("NOT_FOUND", `Provided external ID field does not exist or is not accessible: ${field}`, 404);
  }
  const record = findByKey(recordsOf(call.org.records, target.name), key.name, value);
  switch (call.method) {
    case "GET":
    case "HEAD":
      return showRecord(call, target, record);
    case "PATCH":
      return upserted(call, target, key.name, value);
    case "DELETE":
      if (record === undefined) throw notFound();
      return written(writeRecord(call, "delete", target.name, new Map([["Id", record.id]]), null));
    default:
      throw wrongMethod(call.method, "DELETE", "GET", "HEAD", "PATCH");
  }
}

/** From this version on an upsert that updated has a body, too (documented). */
const firstWithBody = 46;

function upserted(call: RestCall, { name }: Target, key: string, value: string): RestAnswer {
  const row = new Map(jsonRow(objectIn(call.body)));
  if ([...row.keys()].some((field) => field.toLowerCase() === key.toLowerCase())) {
    const message = `The ${key} field should not be specified in the sobject data.`;
    return failed([{ statusCode: "INVALID_FIELD", message, fields: [] }], 400);
  }
  const result = writeRecord(call, "upsert", name, row.set(key, value), key);
  if (!result.success) return failed(result.errors, statusOf(result.errors));
  const body = { id: result.id, success: true, errors: [], created: result.created };
  if (result.created) return { status: 201, body };
  return Number.parseInt(call.version.slice(1), 10) < firstWithBody
    ? { status: 204, body: null }
    : { status: 200, body };
}

/** Gives a record with all its fields, or with those that `fields` names. */
function showRecord({ version, query }: RestCall, target: Target, record: StoredRecord | undefined): RestAnswer {
  if (record === undefined || record.deleted) throw notFound();
  const wanted = query.get("fields");
  const fields = fieldsAsked(target, wanted === null ? undefined : wanted.split(","));
  return { status: 200, body: restRecord(version, target.name, record, fields) };
}

/**
 * Gives the names of fields that were asked for, in the object's order and always with `Id`; without a list all of them.
 *
 * @throws Refusal for a field that is not there.
 */
export function fieldsAsked({ name, schema }: Target, wanted: readonly string[] | undefined): string[] {
  const all = Object.keys(allFieldsOf(schema));
  if (wanted === undefined) return all;
  const names = wanted.map((field) => {
    const found = anyField(schema, field.trim());
    if (found !== undefined) return found.name;
    throw new Refusal("INVALID_FIELD", `No such column '${field.trim()}' on sobject of type ${name}`);
  });
  return all.filter((field) => field === "Id" || names.includes(field));
}
