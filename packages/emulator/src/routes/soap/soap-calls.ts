import type { XmlElement } from "@rgrove/parse-xml";
import { findByName } from "../../options/object-schema.ts";
import { undeleteRecord } from "../../org/records/undelete-record.ts";
import { Refusal } from "../../org/state/refusal.ts";
import type { Session } from "../../org/state/session.ts";
import { childrenOf, localName } from "../../wire/encoding/xml-element.ts";
import { escapeXml } from "../../wire/encoding/xml-text.ts";
import type { NestedRecord } from "../../wire/reply/nest-fields.ts";
import { type SoapUser, soapUserInfo } from "../../wire/reply/write-soap.ts";
import { answerQuery } from "../rest/answer-query.ts";
import { describeObject, listObjects } from "../rest/describe-routes.ts";
import type { RouteContext } from "../context/route-context.ts";

/** A call of the SOAP API, of somebody who has a session. */
export interface SoapCall {
  readonly context: RouteContext;
  readonly session: Session;
  /** As in the address: `68.0`. */
  readonly version: string;
  readonly user: SoapUser;
  readonly request: XmlElement;
}

/** What answers each call: the results, as XML. */
const calls: Readonly<Record<string, (call: SoapCall) => readonly string[]>> = {
  getUserInfo: ({ user }) => [soapUserInfo(user)],
  describeGlobal: (call) => [membersOf(listObjects(call.context.env.org.objects, baseOf(call)))],
  describeSObject: (call) => [describe(call, textsOf(call, "sObjectType")[0] ?? "")],
  describeSObjects: (call) => textsOf(call, "sObjectType").map((name) => describe(call, name)),
  query: (call) => [query(call, ["query"], textsOf(call, "queryString")[0] ?? "")],
  queryAll: (call) => [query(call, ["queryAll"], textsOf(call, "queryString")[0] ?? "")],
  queryMore: (call) => [query(call, ["query", textsOf(call, "queryLocator")[0] ?? ""], "")],
  undelete,
};

/** Tells whether there is such a call. */
export const isSoapCall = (name: string): boolean => Object.hasOwn(calls, name);

/**
 * Answers a call: those of Data Loader and of clients that undelete. Names and nesting are those of the Partner WSDL;
 * descriptions have what those of the REST API have, less than Salesforce's.
 *
 * @returns the element in the body.
 * @throws Refusal with Salesforce's code.
 */
export function answerSoapCall(call: SoapCall): string {
  const name = localName(call.request);
  const results = (calls[name]?.(call) ?? []).map((result) => `<result>${result}</result>`);
  return `<${name}Response>${results.join("")}</${name}Response>`;
}

const baseOf = ({ version }: SoapCall): string => `/services/data/v${version}`;

const textsOf = ({ request }: SoapCall, name: string): string[] =>
  childrenOf(request)
    .filter((child) => localName(child) === name)
    .map(({ text }) => text.trim());

function describe(call: SoapCall, asked: string): string {
  const known = findByName(call.context.env.org.objects, asked);
  if (known === undefined) throw new Refusal("INVALID_TYPE", `sObject type '${asked}' is not supported.`);
  return membersOf(describeObject(baseOf(call), known.name, known.value));
}

/** Elements stand in the order of their names, as in the WSDL; a list is an element repeated. */
function membersOf(members: object): string {
  const entries = Object.entries(members) as [string, unknown][];
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([name, value]) => element(name, value)).join("");
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join("");
  if (value === null) return "";
  const inside =
    typeof value === "object" ? membersOf(value) : escapeXml(typeof value === "string" ? value : JSON.stringify(value));
  return `<${name}>${inside}</${name}>`;
}

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly NestedRecord[];
}

function query({ context, session, version }: SoapCall, path: readonly string[], soql: string): string {
  const { org } = context.env;
  const search = new URLSearchParams({ q: soql });
  const rest = { org, session, version: `v${version}`, method: "GET", path, query: search, body: undefined };
  const { totalSize, done, nextRecordsUrl, records } = answerQuery(rest).body as Page;
  const locator = nextRecordsUrl?.split("/").at(-1);
  return (
    `<done>${done}</done>${locator === undefined ? '<queryLocator xsi:nil="true"/>' : `<queryLocator>${locator}</queryLocator>`}` +
    `${records.map((record) => sObject("records", record)).join("")}<size>${totalSize}</size>`
  );
}

/** A record begins with its type and its id, which is nil where it was not asked for (documented). */
function sObject(name: string, record: NestedRecord): string {
  const id = typeof record["Id"] === "string" ? `<sf:Id>${record["Id"]}</sf:Id>` : '<sf:Id xsi:nil="true"/>';
  const fields = Object.entries(record).map(([field, value]) => {
    if (field === "attributes") return "";
    if (value === null) return `<sf:${field} xsi:nil="true"/>`;
    if (typeof value !== "object") return `<sf:${field}>${escapeXml(soapTime(value))}</sf:${field}>`;
    return "attributes" in value ? sObject(`sf:${field}`, value) : "";
  });
  return `<${name} xsi:type="sf:sObject"><sf:type>${record.attributes.type}</sf:type>${id}${fields.join("")}</${name}>`;
}

/** Times end with a Z here, as XML Schema has them. */
const soapTime = (value: string | number | boolean): string =>
  String(value).replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)\+0000$/, "$1Z");

/** How many records may be undeleted at once (documented). */
const maxUndeleted = 200;

function undelete(call: SoapCall): string[] {
  const ids = textsOf(call, "ids");
  if (ids.length > maxUndeleted) {
    const message = `record limit reached. cannot submit more than ${maxUndeleted} records into this call`;
    throw new Refusal("EXCEEDED_ID_LIMIT", message);
  }
  return ids.map((id) => {
    const error = undeleteRecord(call.context.env.org, id, call.session.userId);
    if (error === undefined) return `<id>${escapeXml(id)}</id><success>true</success>`;
    const { message, statusCode } = error;
    const inside = `<message>${escapeXml(message)}</message><statusCode>${statusCode}</statusCode>`;
    return `<errors>${inside}</errors><id xsi:nil="true"/><success>false</success>`;
  });
}
