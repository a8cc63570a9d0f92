import type { Arrival } from "./arrival.ts";

const isFlag = /^(?:true|false)$/;
const anything = /^/;

/** The parameters that each resource of the REST API takes, and their values. Other resources are none of the emulator's. */
const parameters: readonly (readonly [path: RegExp, known: Readonly<Record<string, RegExp>>])[] = [
  [/^query(?:All)?(?:\/\w+-\d+)?$/, { q: anything, columns: isFlag }],
  [/^search$/, { q: anything }],
  [
    /^jobs\/(?:ingest|query)$/,
    {
      jobType: anything,
      isPkChunkingEnabled: isFlag,
      concurrencyMode: /^(?:parallel|serial)$/i,
      queryLocator: anything,
    },
  ],
  [/^jobs\/query\/\w+\/result(?:s|Pages)$/, { locator: anything, maxRecords: anything }],
  [/^jobs\/(?:ingest|query)\/\w+/, {}],
  [/^limits\/recordCount$/, { sObjects: anything }],
  [/^composite\/sobjects(?:\/|$)/, { ids: anything, fields: anything, allOrNone: isFlag }],
  [/^sobjects\/\w+\/(?:\w{15}|\w{18}|\w+\/[^/]+)$/, { fields: anything }],
  [/^(?:limits|composite|sobjects(?:\/\w+(?:\/describe)?)?)?$/, {}],
];

/**
 * The headers by which Salesforce lets a client say how it wants a request to be handled, and the values that there is something for.
 * Rules for duplicates and for assignment, lists of what was used last and packages are not in the org: what is said of them changes
 * nothing.
 */
const headers: Readonly<Record<string, RegExp>> = {
  "sforce-enable-pkchunking": anything,
  "sforce-line-ending": anything,
  "sforce-disable-batch-retry": anything,
  "sforce-call-options": /^\s*client=[^,]*$/i,
  "sforce-query-options": /^\s*batchSize=\d+\s*$/i,
  "sforce-auto-assign": anything,
  "sforce-duplicate-rule-header": anything,
  "sforce-mru": anything,
};

/** Conditions are Salesforce's for records (documented); the emulator writes and reads whatever they say. */
const conditions = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];

/**
 * Names what a request says that the emulator passes over, where Salesforce would do something else because of it: parameters and headers
 * that it does not know. A test that leans on one of them proves nothing.
 */
export function unheededIn({ url, headers: given }: Pick<Arrival, "url" | "headers">): string[] {
  const unheeded: string[] = [];
  const rest = restPath(url.pathname);
  for (const [name, value] of given) {
    const known = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (name.startsWith("sforce-") && known?.test(value) !== true) unheeded.push(name);
    if (rest !== undefined && conditions.includes(name)) unheeded.push(name);
  }
  if (rest === undefined) return unheeded;
  if (wantsXml(given.get("accept") ?? "")) unheeded.push("accept");
  const known = parameters.find(([resource]) => resource.test(rest))?.[1];
  if (known === undefined) return unheeded;
  for (const [name, value] of url.searchParams) {
    if (!Object.hasOwn(known, name) || known[name]?.test(value) !== true) unheeded.push(`?${name}`);
  }
  return [...new Set(unheeded)];
}

/** What follows the version in a path of the REST API, without the slash that may end it. */
function restPath(path: string): string | undefined {
  const [, services, data, , ...rest] = (path.endsWith("/") ? path.slice(0, -1) : path).split("/");
  return services === "services" && data === "data" ? rest.join("/") : undefined;
}

/** Salesforce answers in XML where nothing else is taken (documented), the emulator never. */
const wantsXml = (accept: string): boolean => /\bxml\b/i.test(accept) && !/\bjson\b|\*\/\*/i.test(accept);
