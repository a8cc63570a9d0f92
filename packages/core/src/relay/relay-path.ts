import { apiCalls } from "../requests/api-calls.ts";
import type { Method } from "../requests/api-request.ts";
import { callTemplate } from "../requests/call-template.ts";
import { matchPath } from "../requests/match-path.ts";
import { RelayRefusal } from "./relay-refusal.ts";

// What may be asked for: what core's own requests ask, and nothing else of an org.
// Queries and SOAP could ask for anything: no page of another kind is to find a way to them.
const relayed = apiCalls.filter(({ isRelayed }) => isRelayed !== "never");
const described = relayed.map(callTemplate);
// What an org has for objects and fields is nothing that a page of jobs needs; one that loads files does.
const templates = relayed.filter(({ isRelayed = true }) => isRelayed).map(callTemplate);

/** The parameters of those paths, and those that Salesforce itself puts into the addresses of further pages. */
const parameters: ReadonlySet<string> = new Set([
  ...described.flatMap((template) => template.parameters),
  "concurrencyMode",
  "isPkChunkingEnabled",
  "queryLocator",
]);

/** What is passed on of a request's first line. */
export interface RelayPath {
  readonly method: Method;
  readonly path: string;
}

/**
 * Finds the API's path at the end of the request's: the relay may be below any path of its server.
 *
 * @param describes - Whether objects and fields may be asked for, too.
 * @throws RelayRefusal for any other path or method.
 */
export function relayPath(request: Request, describes: boolean): RelayPath {
  const { pathname, searchParams } = new URL(request.url);
  const path = pathname.slice(Math.max(0, pathname.lastIndexOf("/services/")), pathname.endsWith("/") ? -1 : undefined);
  const methods = new Set(
    (describes ? described : templates)
      .filter((one) => matchPath(one.path, path) !== undefined)
      .map(({ method }) => method),
  );
  if (methods.size === 0) throw new RelayRefusal(404, "its path is none of the Bulk API's");
  const method = [...methods].find((one) => one === request.method);
  if (method === undefined) {
    throw new RelayRefusal(405, `${request.method} is not for this path`, { allow: [...methods].join(", ") });
  }
  const query = new URLSearchParams([...searchParams].filter(([name]) => parameters.has(name))).toString();
  return { method, path: query === "" ? path : `${path}?${query}` };
}
