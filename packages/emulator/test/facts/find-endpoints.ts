import { Hono } from "hono";
import { asyncRoutes } from "../../src/routes/bulk-1/async-routes.ts";
import type { RouteTypes } from "../../src/routes/context/route-context.ts";
import { dataRoutes } from "../../src/routes/rest/data-routes.ts";
import { identityRoutes } from "../../src/routes/sign-in/identity-routes.ts";
import { oauthRoutes } from "../../src/routes/sign-in/oauth-routes.ts";
import { soapRoutes } from "../../src/routes/sign-in/soap-routes.ts";
import { type Operation, operationOf } from "../../src/wire/request/operation-of.ts";

/** Something that the emulator answers. */
export interface Endpoint {
  /** `GET`, or `any` where the route looks at the method itself. */
  readonly method: string;
  /** `/services/async/{version}/job/{jobId}`. */
  readonly path: string;
  readonly operations: readonly Operation[];
}

const rooms: readonly (readonly [base: string, routes: Hono<RouteTypes>])[] = [
  ["/services/async", asyncRoutes()],
  ["/services/data", dataRoutes()],
  ["/services/oauth2", oauthRoutes()],
  ["/services/Soap", soapRoutes()],
  ["/id", identityRoutes()],
];

/** What stands before all endpoints of an API, or answers for those that there are not. */
const isGeneral = (path: string): boolean => /^(?:\*|\/\*|\/:version\/\*)$/.test(path) || path.includes(":part");

/** Gives all endpoints, as the routes have them. */
export function findEndpoints(): Endpoint[] {
  const endpoints = rooms.flatMap(([base, { routes }]) => {
    const own = routes.filter(({ path }) => !isGeneral(path));
    return own.flatMap(({ method, path }) => {
      const others = own.filter((other) => other.path === path && other.method !== "ALL");
      // What refuses the other methods of an endpoint is none.
      if (method === "ALL" && others.length > 0) return [];
      return [endpointOf(method === "ALL" ? "any" : method, base + (path === "/" ? "" : path))];
    });
  });
  const byName = new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]));
  return [...byName.values()];
}

function endpointOf(method: string, route: string): Endpoint {
  const path = route.replace(/:(\w+)(?:\{[^}]*\})?/g, "{$1}");
  // A path as a client would write it, and the words by which a job is changed.
  const sample = route.replace(/:version/g, "v66.0").replace(/:\w+(?:\{[^}]*\})?/g, "750000000000001AAA");
  const operations = ['{"state":"Closed"}', '{"state":"Aborted"}'].map(
    (text) => operationOf(method, sample, text).operation,
  );
  return { method, path, operations: [...new Set(operations)].filter((operation) => operation !== "other") };
}
