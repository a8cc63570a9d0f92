import type { AdapterInit } from "@sfbulk/core";
import { RelayRefusal } from "./relay-refusal.ts";

const id = String.raw`\w{15}(?:\w{3})?`;
const asyncJob = String.raw`/services/async/\d{2,3}\.\d/job`;
const dataJobs = String.raw`/services/data/v\d{2,3}\.\d/jobs/(?:ingest|query)`;

type Method = AdapterInit["method"];

/** What may be asked for: nothing else of an org can be reached through the relay. */
const paths: readonly { readonly methods: readonly Method[]; readonly shape: RegExp }[] = [
  { methods: ["POST"], shape: shapeOf(asyncJob) },
  { methods: ["GET", "POST"], shape: shapeOf(`${asyncJob}/${id}(?:/batch)?`) },
  { methods: ["GET"], shape: shapeOf(`${asyncJob}/${id}/batch/${id}(?:/request|/result(?:/${id})?)?`) },
  { methods: ["GET", "POST"], shape: shapeOf(dataJobs) },
  { methods: ["GET", "PATCH", "DELETE"], shape: shapeOf(`${dataJobs}/${id}`) },
  { methods: ["PUT"], shape: shapeOf(`${dataJobs}/${id}/batches`) },
  {
    methods: ["GET"],
    shape: shapeOf(`${dataJobs}/${id}/(?:results|successfulResults|failedResults|unprocessedrecords)`),
  },
  { methods: ["POST"], shape: shapeOf(`${asyncJob}/${id}/spec`) },
  // Whose session it is.
  { methods: ["GET"], shape: shapeOf("/services/oauth2/userinfo") },
];

/** The parameters of those paths. */
const parameters: ReadonlySet<string> = new Set([
  "concurrencyMode",
  "isPkChunkingEnabled",
  "jobType",
  "locator",
  "maxRecords",
  "queryLocator",
]);

/** The relay may be below any path of its server. */
function shapeOf(shape: string): RegExp {
  return new RegExp(`(${shape})/?$`);
}

/** What is passed on of a request's first line. */
export interface RelayPath {
  readonly method: Method;
  readonly path: string;
}

/**
 * Finds the API's path at the end of the request's.
 *
 * @throws RelayRefusal for any other path or method.
 */
export function relayPath(request: Request): RelayPath {
  const { pathname, searchParams } = new URL(request.url);
  for (const { methods, shape } of paths) {
    const path = shape.exec(pathname)?.[1];
    if (path === undefined) continue;
    const method = methods.find((one) => one === request.method);
    if (method === undefined) {
      throw new RelayRefusal(405, `${request.method} is not for this path`, { allow: methods.join(", ") });
    }
    const query = new URLSearchParams([...searchParams].filter(([name]) => parameters.has(name))).toString();
    return { method, path: query === "" ? path : `${path}?${query}` };
  }
  throw new RelayRefusal(404, "its path is none of the Bulk API's");
}
