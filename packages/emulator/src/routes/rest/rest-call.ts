import type { Org } from "../../org/state/org.ts";
import { Refusal } from "../../org/state/refusal.ts";
import type { Session } from "../../org/state/session.ts";
import { isObject } from "../../wire/request/read-rows.ts";
import { emptyRestReply, notFound, restReply } from "../context/rest-reply.ts";
import type { RouteContext } from "../context/route-context.ts";

/** A request for records, alone or as a part of a composite one. */
export interface RestCall {
  readonly org: Org;
  readonly session: Session;
  /** As in the address: `v68.0`. */
  readonly version: string;
  readonly method: string;
  /** What follows the version, `sobjects` and `Account` for one. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** How many records a page of a query may have: what `Sforce-Query-Options` asks for. */
  readonly batchSize?: number | undefined;
  /** The body, as JSON has it; `undefined` without one. */
  readonly body: unknown;
}

/** What is answered to it. */
export interface RestAnswer {
  readonly status: number;
  /** `null` where there is none. */
  readonly body: unknown;
  /** The path of a record that was made. */
  readonly location?: string;
}

/** How long a body in JSON may be: reading it must not hold the others. A limit of the emulator's own, Salesforce takes 50 MB. */
const maxCharacters = 3_000_000;

/** Reads the request of a route. @throws Refusal where its body is no JSON. */
export function callOf(context: RouteContext): RestCall {
  const { org, arrival } = context.env;
  const version = context.req.param("version") ?? "";
  return {
    org,
    session: context.get("session"),
    version,
    method: arrival.method,
    path: pathSegments(arrival.url.pathname, version),
    query: arrival.url.searchParams,
    batchSize: batchSizeOf(arrival.headers.get("sforce-query-options")),
    body: arrival.text === "" ? undefined : parseBody(arrival.text),
  };
}

/** From 200 to 2000 records (documented); that another number is brought within these is a guess. */
function batchSizeOf(header: string | null): number | undefined {
  const [, size] = /^\s*batchSize=(\d{1,9})\s*$/i.exec(header ?? "") ?? [];
  return size === undefined ? undefined : Math.min(2000, Math.max(200, Number(size)));
}

/** Answers the request of a route. */
export function sendAnswer(context: RouteContext, { status, body, location }: RestAnswer): Response {
  const reply = body === null ? emptyRestReply(context, status) : restReply(context, status, body);
  if (location !== undefined) reply.headers.set("location", location);
  return reply;
}

/** Takes apart what follows the version in a path. @throws Refusal for one that cannot be decoded. */
export function pathSegments(path: string, version: string): string[] {
  const rest = path.slice(path.indexOf(`/${version}`) + version.length + 2).replace(/\/$/, "");
  try {
    return rest.split("/").map((segment) => decodeURIComponent(segment));
  } catch {
    throw notFound();
  }
}

function parseBody(text: string): unknown {
  if (text.length > maxCharacters) {
    throw new Refusal("REQUEST_TOO_LARGE", `The emulator takes up to ${maxCharacters} characters here`, 413);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The code is documented, the words are those of Salesforce's parser only in part.
    throw new Refusal("JSON_PARSER_ERROR", "The body is not valid JSON");
  }
}

/** Gives the object in a body. @throws Refusal where there is none. */
export function objectIn(body: unknown): Readonly<Record<string, unknown>> {
  if (isObject(body)) return body;
  throw new Refusal("JSON_PARSER_ERROR", "Expected a JSON object in the body");
}

/**
 * Checks the names in a body. That there may be no others, and how it is said, is a guess: a name that is spelled wrongly must not be
 * passed over.
 *
 * @throws Refusal for a name that there is not.
 */
export function checkNames(body: Readonly<Record<string, unknown>>, ...known: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Refusal("JSON_PARSER_ERROR", `Unrecognized field "${unknown}"`);
}

/** Refuses a method with status 405, which is documented; the words are a guess. */
export const wrongMethod = (method: string, ...allowed: string[]): Refusal =>
  new Refusal("METHOD_NOT_ALLOWED", `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(",")}`, 405);
