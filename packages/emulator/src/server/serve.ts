import { Hono } from "hono";
import { controlRoutes } from "../control/control-routes.ts";
import type { EmulatorControl } from "../control/emulator-control.ts";
import type { EmulatorState } from "../control/emulator-state.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { breakageOf } from "../faults/breakage.ts";
import { strike } from "../faults/fault-handlers.ts";
import type { Scene } from "../faults/scene.ts";
import { bringUpToDate } from "../org/background/bring-up-to-date.ts";
import { asyncRoutes } from "../routes/bulk-1/async-routes.ts";
import type { RouteTypes } from "../routes/context/route-context.ts";
import { dataRoutes } from "../routes/rest/data-routes.ts";
import { identityRoutes } from "../routes/sign-in/identity-routes.ts";
import { judgeOrigin } from "./judge-origin.ts";
import { oauthRoutes } from "../routes/sign-in/oauth-routes.ts";
import { soapRoutes } from "../routes/sign-in/soap-routes.ts";
import { asksForStatus, statusPage } from "../status/status-page.ts";
import type { Arrival } from "../wire/request/arrival.ts";
import { takeApart, toResponse } from "../wire/reply/plain-reply.ts";

/** Answers a request that has been read. It rejects only where the client has gone. */
export type Serve = (arrival: Arrival) => Promise<Response>;

/** Keeps what has changed. It is called before an answer goes out, and where it throws, there is none. */
export type Keep = () => void;

/** Joins the routes, the faults and the log into what answers requests. */
export function createServe(
  state: EmulatorState,
  control: EmulatorControl,
  options: EmulatorOptions,
  keep?: Keep,
): Serve {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.route("/services/async", asyncRoutes());
  routes.route("/services/data", dataRoutes());
  routes.route("/services/oauth2", oauthRoutes());
  routes.route("/services/Soap", soapRoutes());
  routes.route("/id", identityRoutes());
  routes.route("/__emulator", controlRoutes(control));

  /** The routes get a request without a body: theirs has been read. */
  const route = async (arrival: Arrival): Promise<Response> =>
    routes.fetch(new Request(arrival.url, { method: arrival.method }), { arrival, org: state.org, options });

  const answerSalesforce = async (arrival: Arrival): Promise<Response> => {
    const { org, faults, log } = state;
    bringUpToDate(org);
    const fault = faults.take(arrival);
    const entry = log.begin(arrival, org.clock.now(), fault);
    const started = performance.now();
    const scene: Scene = {
      arrival,
      org,
      answer: async () => {
        const before = org.changes;
        const reply = await takeApart(await route(arrival));
        entry.applied = org.changes > before;
        keep?.();
        return reply;
      },
      send: (reply) => toResponse(reply, arrival.headers),
    };
    const response = fault === undefined ? scene.send(await scene.answer()) : await strike(fault, scene);
    // What a fault does beside the request, somebody else's closing for one.
    if (fault !== undefined) keep?.();
    if (breakageOf(response)?.after !== "nothing") entry.status = response.status;
    entry.milliseconds = performance.now() - started;
    return response;
  };

  return async (arrival) => {
    const verdict = judgeOrigin(arrival, state.corsAllowList, options.corsForOAuth ?? true);
    if (verdict.kind === "foreign") return new Response(null, { status: 403 });
    // The status of a preflight's answer is a guess.
    if (verdict.kind === "preflight") return new Response(null, { status: 200, headers: verdict.headers });
    if (asksForStatus(arrival)) return await statusPage(state, control, options, arrival);
    const isControl = arrival.url.pathname.startsWith("/__emulator");
    const response = await (isControl ? route(arrival) : answerSalesforce(arrival));
    if (verdict.kind === "allowed") {
      for (const [name, value] of Object.entries(verdict.headers)) response.headers.set(name, value);
    }
    return response;
  };
}
