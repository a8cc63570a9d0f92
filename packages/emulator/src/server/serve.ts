import { Hono } from "hono";
import { controlRoutes } from "../control/control-routes.ts";
import type { EmulatorControl } from "../control/emulator-control.ts";
import type { EmulatorState } from "../control/emulator-state.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { breakageOf } from "../faults/breakage.ts";
import { strike } from "../faults/fault-handlers.ts";
import { readUpTo, slowedBody } from "../faults/line-faults.ts";
import type { Scene } from "../faults/scene.ts";
import type { Org } from "../org/state/org.ts";
import type { RouteTypes } from "../routes/context/route-context.ts";
import { asksForStatus, statusPage } from "../status/status-page.ts";
import { type Arrival, type RawRequest, readArrival, unreadArrival } from "../wire/request/arrival.ts";
import { operationOf } from "../wire/request/operation-of.ts";
import { takeApart, toResponse } from "../wire/reply/plain-reply.ts";
import type { CatchUp } from "./catch-up.ts";
import { judgeOrigin } from "./judge-origin.ts";
import { lateRequest } from "./late-request.ts";

/** Answers a request. It rejects only where the client has gone. */
export type Serve = (request: RawRequest) => Promise<Response>;

/** Keeps what has changed. It is called before an answer goes out, and where it throws, there is none. */
export type Keep = () => void;

/** What answers requests is made of. */
interface Parts {
  readonly state: EmulatorState;
  readonly control: EmulatorControl;
  readonly options: EmulatorOptions;
  /** Has an org answer as Salesforce does. */
  readonly route: (arrival: Arrival, org: Org) => Promise<Response>;
  readonly catchUp: CatchUp;
  readonly keep: Keep | undefined;
}

/** Joins the routes, the faults and the log into what answers requests. */
export function createServe({ state, control, options, route, catchUp, keep }: Parts): Serve {
  const controls = new Hono<RouteTypes>({ strict: false });
  controls.route("/__emulator", controlRoutes(control));

  const answerControl = async (request: RawRequest): Promise<Response> => {
    const arrival = await readArrival(request);
    const bare = new Request(arrival.url, { method: arrival.method });
    return await controls.fetch(bare, { arrival, org: state.org, options });
  };

  const answerSalesforce = async (request: RawRequest): Promise<Response> => {
    const { method, url } = request;
    const early = state.faults.takeForUpload({ method, ...operationOf(method, url.pathname, "") });
    let arrival: Arrival;
    if (early?.kind === "upload-stalled") {
      await readUpTo(request, early.after ?? 0);
      arrival = unreadArrival(request);
    } else {
      arrival = await readArrival(early === undefined ? request : slowed(request, early.bytesPerSecond));
    }
    const org = await catchUp();
    const { faults, log } = state;
    const fault = early ?? faults.take(arrival);
    const entry = log.begin(arrival, org.clock.now(), fault);
    const started = performance.now();
    const scene: Scene = {
      arrival,
      org,
      answer: async () => {
        const before = org.changes;
        const reply = await takeApart(await route(arrival, org));
        entry.applied = org.changes > before;
        keep?.();
        return reply;
      },
      answerLater: (milliseconds) => {
        const late = lateRequest(arrival, org.clock.now() + milliseconds, () => {
          entry.applied = true;
        });
        state.late = [...state.late, late];
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

  return async (request) => {
    const verdict = judgeOrigin(request, state.corsAllowList, options.corsForOAuth ?? true);
    if (verdict.kind === "foreign") return new Response(null, { status: 403 });
    // The status of a preflight's answer is a guess.
    if (verdict.kind === "preflight") return new Response(null, { status: 200, headers: verdict.headers });
    if (asksForStatus(request)) return await statusPage(state, control, options, request);
    const isControl = request.url.pathname.startsWith("/__emulator");
    const response = await (isControl ? answerControl(request) : answerSalesforce(request));
    if (verdict.kind === "allowed") {
      for (const [name, value] of Object.entries(verdict.headers)) response.headers.set(name, value);
    }
    return response;
  };
}

const slowed = (request: RawRequest, bytesPerSecond: number): RawRequest => ({
  ...request,
  body: request.body === null ? null : slowedBody(request.body, bytesPerSecond, request.signal),
});
