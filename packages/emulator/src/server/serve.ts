import { Hono } from "hono";
import { controlRoutes } from "../control/control-routes.ts";
import type { EmulatorControl } from "../control/emulator-control.ts";
import type { EmulatorState } from "../control/emulator-state.ts";
import type { Exchange } from "../control/exchange-log.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { breakageOf } from "../faults/breakage.ts";
import { strike } from "../faults/fault-handlers.ts";
import { readUpTo, slowedBody } from "../faults/line-faults.ts";
import type { Scene } from "../faults/scene.ts";
import type { RouteTypes } from "../routes/context/route-context.ts";
import { asksForStatus, statusPage } from "../status/status-page.ts";
import { type Arrival, type RawRequest, readArrival, unreadArrival } from "../wire/request/arrival.ts";
import { operationOf } from "../wire/request/operation-of.ts";
import { type PlainReply, plainReply, takeApart, toResponse } from "../wire/reply/plain-reply.ts";
import type { CatchUp } from "../control/catch-up.ts";
import { isOwnHost } from "./is-own-host.ts";
import { judgeOrigin } from "./judge-origin.ts";
import type { Route } from "./salesforce-routes.ts";
import { lateRequest } from "../wire/request/late-request.ts";
import { unheededIn } from "../wire/request/unheeded-in.ts";

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
  readonly route: Route;
  readonly catchUp: CatchUp;
  readonly keep: Keep | undefined;
}

/** Joins the routes, the faults and the log into what answers requests. */
export function createServe({ state, control, options, route, catchUp, keep }: Parts): Serve {
  // Made once somebody asks for them: in process, nobody does.
  let controls: Hono<RouteTypes> | undefined;

  const instanceHost = new URL(options.instanceUrl ?? "https://emulator.my.salesforce.com").hostname;
  const hosts = [instanceHost, ...(options.controlHosts ?? [])];
  const isHere = ({ hostname }: URL): boolean => isOwnHost(hostname, hosts);

  const answerControl = async (request: RawRequest): Promise<Response> => {
    const arrival = await readArrival(request);
    const bare = new Request(arrival.url, { method: arrival.method });
    controls ??= new Hono<RouteTypes>({ strict: false }).route("/__emulator", controlRoutes(control));
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
    const org = await catchUp.forAMoment();
    const { faults, log } = state;
    const fault = early ?? faults.take(arrival);
    const entry = log.begin(arrival, org.clock.now(), fault);
    const started = performance.now();
    const unheeded = unheededIn(arrival);
    entry.unhandled = unheeded.length > 0;
    const scene: Scene = {
      arrival,
      org,
      answer: async () => {
        const before = org.changes;
        if (unheeded.length > 0 && options.unhandled === "error") return unheededAnswer(entry, unheeded);
        const response = await route(arrival, org, () => {
          entry.unhandled = true;
        });
        const reply = entry.unhandled && options.unhandled === "error" ? nothingFor(entry) : await takeApart(response);
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
    if (entry.unhandled) log.noteUnhandled(entry, unheeded);
    if (entry.applied) catchUp.goOn();
    return response;
  };

  return async (raw) => {
    const request = { ...raw, url: withoutDoubleSlash(raw.url) };
    const verdict = judgeOrigin(request, state.corsAllowList, options.corsForOAuth ?? true);
    if (verdict.kind === "foreign") return new Response(null, { status: 403 });
    // The status of a preflight's answer is a guess.
    if (verdict.kind === "preflight") return new Response(null, { status: 200, headers: verdict.headers });
    const asksStatus = asksForStatus(request);
    const isControl = request.url.pathname.startsWith("/__emulator");
    // Neither asks for a session: host and origin alone tell who may come.
    if ((asksStatus || isControl) && !(isHere(request.url) && mayControl(request, verdict.kind))) return refused();
    if (asksStatus) return await statusPage(state, control, options, request);
    const response = await (isControl ? answerControl(request) : answerSalesforce(request));
    if (verdict.kind === "allowed") {
      for (const [name, value] of Object.entries(verdict.headers)) response.headers.set(name, value);
    }
    return response;
  };
}

/** An extension may ask Salesforce's part without being on the list, but not the control. */
function mayControl({ url, headers }: RawRequest, verdict: "own" | "allowed"): boolean {
  const origin = headers.get("origin");
  return verdict === "allowed" || origin === null || origin === url.origin;
}

const refused = (): Response =>
  new Response(
    "The control and the status page answer to this computer's own names, and to those of the option controlHosts (--host); to pages of other origins where these are allowed\n",
    { status: 403, headers: { "content-type": "text/plain;charset=UTF-8" } },
  );

const nothingFor = ({ method, path }: Exchange): PlainReply =>
  plainReply(
    501,
    "text/plain;charset=UTF-8",
    `Cannot answer ${method} ${path}: the emulator has nothing there, and its option unhandled says "error"\n`,
  );

const unheededAnswer = ({ method, path }: Exchange, unheeded: readonly string[]): PlainReply =>
  plainReply(
    501,
    "text/plain;charset=UTF-8",
    `Cannot heed ${unheeded.join(", ")} of ${method} ${path}: the emulator has nothing for it, and its option unhandled says "error"\n`,
  );

/** A double slash at the start of the path is as good as one (recorded); one further on is not. */
function withoutDoubleSlash(url: URL): URL {
  if (!/^\/\/(?:services|id)\//.test(url.pathname)) return url;
  const single = new URL(url);
  single.pathname = url.pathname.slice(1);
  return single;
}

const slowed = (request: RawRequest, bytesPerSecond: number): RawRequest => ({
  ...request,
  body: request.body === null ? null : slowedBody(request.body, bytesPerSecond, request.signal),
});
