import { schemaOf } from "../../options/object-schema.ts";
import { withRelated } from "../../org/query/related-by.ts";
import { type QueryAnswer, runQuery } from "../../org/query/run-query.ts";
import { tooManyGroups } from "../../org/query/run-groups.ts";
import type { Org } from "../../org/state/org.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { columnMetadata } from "../../wire/reply/column-metadata.ts";
import { restGroup, restRecord } from "../../wire/reply/rest-record.ts";
import { notFound } from "../context/rest-reply.ts";
import { type RestAnswer, type RestCall, wrongMethod } from "./rest-call.ts";

/** How many records a page has at most. */
const pageSize = 2000;
const maxQueryAnswers = 10;
/** Kept beside the org: a page that is not fetched is forgotten with the process, as Salesforce forgets it in time. */
const cursors = new WeakMap<Org, Map<string, QueryAnswer>>();

/** Answers `query` and `queryAll`, and further pages of them. */
export function answerQuery(call: RestCall): RestAnswer {
  const [operation, locator, ...more] = call.path;
  if (call.method !== "GET") throw wrongMethod(call.method, "GET", "HEAD");
  if (more.length > 0) throw notFound();
  if (locator !== undefined) return furtherPage(call, locator);
  const { org, query } = call;
  const answer = runQuery(org, query.get("q") ?? "", { withDeleted: operation === "queryAll", api: "rest" });
  if (query.get("columns") === "true") {
    const { object, fields, groups } = answer;
    return { status: 200, body: columnMetadata(object, schemaOf(org.objects, object), groups?.columns ?? fields) };
  }
  if (answer.groups === undefined) return page(call, answer, 0);
  const { rows } = answer.groups;
  if (rows.length > pageSize) throw tooManyGroups();
  return { status: 200, body: { totalSize: rows.length, done: true, records: rows.map((row) => restGroup(row)) } };
}

function furtherPage(call: RestCall, locator: string): RestAnswer {
  const [, id = "", offset = ""] = /^(01g\w{12,15})-(\d+)$/.exec(locator) ?? [];
  const cursor = cursors.get(call.org)?.get(id);
  if (cursor === undefined) throw new Refusal("INVALID_QUERY_LOCATOR", "invalid query locator");
  return page(call, cursor, Number(offset), id);
}

function page(call: RestCall, cursor: QueryAnswer, offset: number, known?: string): RestAnswer {
  const { object, fields, records, totalSize } = cursor;
  const end = offset + (call.batchSize ?? pageSize);
  const done = end >= records.length;
  const next = done
    ? {}
    : { nextRecordsUrl: `/services/data/${call.version}/query/${known ?? keep(call.org, cursor)}-${end}` };
  const schema = schemaOf(call.org.objects, object);
  const shown = withRelated(call.org, schema, records.slice(offset, end), fields).map((record) =>
    restRecord(call.version, object, record, fields),
  );
  return { status: 200, body: { totalSize, done, ...next, records: shown } };
}

function keep(org: Org, cursor: QueryAnswer): string {
  const kept = cursors.get(org) ?? new Map<string, QueryAnswer>();
  cursors.set(org, kept);
  const id = org.ids.next("01g");
  kept.set(id, cursor);
  for (const oldest of kept.keys()) if (kept.size > maxQueryAnswers) kept.delete(oldest);
  return id;
}
