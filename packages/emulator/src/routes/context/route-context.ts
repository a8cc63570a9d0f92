import type { Context } from "hono";
import type { EmulatorOptions } from "../../options/emulator-options.ts";
import type { Job } from "../../org/state/job.ts";
import type { Org } from "../../org/state/org.ts";
import type { Session } from "../../org/state/session.ts";
import type { Arrival } from "../../wire/request/arrival.ts";

/** What a route is handed: the request with its body already read, and the org. */
interface Bindings {
  readonly arrival: Arrival;
  readonly org: Org;
  readonly options: EmulatorOptions;
  /** Says that there is nothing at the address that was asked for, whatever is answered. */
  readonly unhandled: () => void;
}

/** What the guard of the Bulk API's routes found out. */
interface Variables {
  session: Session;
  /** The job that the URL names, once it is found. */
  job: Job | undefined;
}

/** Hono's types for the emulator's routes. */
export interface RouteTypes {
  Bindings: Bindings;
  Variables: Variables;
}

/** What a route works with. */
export type RouteContext = Context<RouteTypes>;
