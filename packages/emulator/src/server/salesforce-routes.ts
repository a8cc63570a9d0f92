import { Hono } from "hono";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import type { Org } from "../org/state/org.ts";
import { asyncRoutes } from "../routes/bulk-1/async-routes.ts";
import type { RouteTypes } from "../routes/context/route-context.ts";
import { dataRoutes } from "../routes/rest/data-routes.ts";
import { identityRoutes } from "../routes/sign-in/identity-routes.ts";
import { oauthRoutes } from "../routes/sign-in/oauth-routes.ts";
import { soapRoutes } from "../routes/sign-in/soap-routes.ts";
import type { Arrival } from "../wire/request/arrival.ts";

/** Has an org answer a request; `unhandled` is called where there is nothing at its address. */
export type Route = (arrival: Arrival, org: Org, unhandled?: () => void) => Promise<Response>;

/** All orgs share them, as they are handed their org with each request: they cost as much as some ten answers. */
let shared: Hono<RouteTypes> | undefined;

/** Makes what has an org answer a request as Salesforce does. */
export function salesforceRoutes(options: EmulatorOptions): Route {
  const routes = (shared ??= makeRoutes());
  return async (arrival, org, unhandled = () => undefined) =>
    routes.fetch(bareRequest(arrival), { arrival, org, options, unhandled });
}

/**
 * Gives what the router looks at, as a `Request` has it. The routes are handed the request itself, its body read; a `Request` beside it
 * would take a tenth of the time of an answer.
 */
const bareRequest = ({ method, url, headers }: Arrival): Request =>
  ({ method, url: url.href, headers }) satisfies Partial<Request> as Request;

function makeRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.route("/services/async", asyncRoutes());
  routes.route("/services/data", dataRoutes());
  routes.route("/services/oauth2", oauthRoutes());
  routes.route("/services/Soap", soapRoutes());
  routes.route("/id", identityRoutes());
  routes.notFound((context) => {
    context.env.unhandled();
    return context.text("404 Not Found", 404);
  });
  return routes;
}
