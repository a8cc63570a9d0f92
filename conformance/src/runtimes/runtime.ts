import type { Host } from "./host.ts";

/** A place where JavaScript runs. */
export interface Runtime {
  /** `Node 24`, `Deno`: unique. */
  readonly name: string;
  /** What runs the code in it. Forms of the same code differ in what an engine makes of them, and not by its version. */
  readonly engine: "Node.js" | "Deno" | "Bun" | "workerd" | "Chromium" | "Firefox" | "WebKit";
  /** Whether it is to be had on some systems only, and by no registry: where it is missing, nothing has failed. */
  readonly isGuest?: boolean;
  readonly host: Host;
  /**
   * Whether its `fetch` sends a request again by itself, POST too, where a connection that it has used before is reset
   * without an answer. No library can hear of that, so a test of what the library does needs fresh connections there.
   */
  readonly resends: boolean;
  /** Gets it ready, and fetches it where it is not there. Rejects where it cannot be had. */
  readonly start: () => Promise<StartedRuntime>;
}

/** A runtime that is there. */
export interface StartedRuntime {
  readonly version: string;
  /** Runs a bundled program's `main` with plain data, and gives what it returns. */
  readonly run: (file: string, argument: unknown) => Promise<unknown>;
  readonly close: () => Promise<void>;
}
