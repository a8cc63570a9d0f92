import { allFieldsOf } from "../../options/all-fields.ts";
import { findByName, schemaOf } from "../../options/object-schema.ts";
import type { Org } from "../../org/state/org.ts";
import { recordsOf, type StoredRecord } from "../../org/state/record-store.ts";
import type { FieldValue } from "../../org/state/row.ts";
import { type QueryAnswer, runQuery } from "../../org/query/run-query.ts";
import { valueOf } from "../../org/query/value-of.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { columnMetadata } from "../../wire/reply/column-metadata.ts";
import type { RouteContext } from "../context/route-context.ts";
import { notFound, restReply } from "../context/rest-reply.ts";

/** How many records a page has at most. */
const pageSize = 2000;
const maxQueryAnswers = 10;
/** Kept beside the org: a page that is not fetched is forgotten with the process, as Salesforce forgets it in time. */
const cursors = new WeakMap<Org, Map<string, QueryAnswer>>();

/** Runs a query of the REST API. What it may be is what it may be in the Bulk API. */
export function getQuery(context: RouteContext, operation: "query" | "queryAll"): Response {
  const { org, arrival } = context.env;
  const query = arrival.url.searchParams;
  const answer = runQuery(org, query.get("q") ?? "", operation === "queryAll");
  if (query.get("columns") !== "true") return answerPage(context, answer, 0);
  return restReply(context, 200, columnMetadata(answer.object, schemaOf(org.objects, answer.object), answer.fields));
}

/** Gives a further page of a query. */
export function getQueryPage(context: RouteContext): Response {
  const [, id = "", offset = ""] = /^(01g\w{12,15})-(\d+)$/.exec(context.req.param("locator") ?? "") ?? [];
  const cursor = cursors.get(context.env.org)?.get(id);
  if (cursor === undefined) throw new Refusal("INVALID_QUERY_LOCATOR", "invalid query locator");
  return answerPage(context, cursor, Number(offset), id);
}

function answerPage(context: RouteContext, cursor: QueryAnswer, offset: number, known?: string): Response {
  const { object, fields, records } = cursor;
  const version = context.req.param("version") ?? "";
  const end = offset + pageSize;
  const done = end >= records.length;
  const page = records.slice(offset, end).map((record) => ({
    attributes: { type: object, url: urlOf(version, object, record) },
    ...Object.fromEntries(fields.map((field) => [field, restValue(valueOf(record, field))])),
  }));
  const next = done
    ? {}
    : { nextRecordsUrl: `/services/data/${version}/query/${known ?? keep(context, cursor)}-${end}` };
  return restReply(context, 200, { totalSize: records.length, done, ...next, records: page });
}

function keep({ env: { org } }: RouteContext, cursor: QueryAnswer): string {
  const kept = cursors.get(org) ?? new Map<string, QueryAnswer>();
  cursors.set(org, kept);
  const id = org.ids.next("01g");
  kept.set(id, cursor);
  for (const oldest of kept.keys()) if (kept.size > maxQueryAnswers) kept.delete(oldest);
  return id;
}

/** Gives a record with all its fields, or with those that `fields` names. */
export function getRecord(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const known = findByName(org.objects, context.req.param("object") ?? "");
  if (known === undefined) throw notFound();
  const record = recordsOf(org.records, known.name).byId.get((context.req.param("id") ?? "").slice(0, 15));
  if (record === undefined || record.deleted) throw notFound();
  const fields = Object.keys(allFieldsOf(known.value));
  const wanted = arrival.url.searchParams.get("fields")?.toLowerCase().split(",");
  return restReply(context, 200, {
    attributes: { type: known.name, url: urlOf(context.req.param("version") ?? "", known.name, record) },
    ...Object.fromEntries(
      fields
        .filter((field) => field === "Id" || wanted === undefined || wanted.includes(field.toLowerCase()))
        .map((field) => [field, restValue(valueOf(record, field))]),
    ),
  });
}

const urlOf = (version: string, object: string, { id }: StoredRecord): string =>
  `/services/data/${version}/sobjects/${object}/${id}`;

/** Times have an offset without a colon in the REST API. */
const restValue = (value: FieldValue): FieldValue =>
  typeof value === "string" ? value.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)Z$/, "$1+0000") : value;
