import type { EmulatorControl } from "../control/emulator-control.ts";

/** A Salesforce org with Bulk API 1.0 and 2.0 in one process. */
export interface Emulator {
  /**
   * Answers without a network. It fits `fetch` of a connection of `@sfbulk/core`, and any other caller of
   * `fetch(url, init)` or `fetch(request)`.
   *
   * It resolves for every status and does not follow redirects. A body that the caller asked to be compressed
   * (`Accept-Encoding: gzip`) comes compressed, where the network's `fetch` would have decoded it. Where a fault cuts the
   * connection, it rejects with a TypeError; `signal` ends whatever it waits for, with its own reason.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Handles a request as a server: for `Deno.serve`, `Bun.serve`, a worker or a service worker. */
  readonly handle: (request: Request) => Promise<Response>;
  /** Looks behind the org, and steps in. */
  readonly control: EmulatorControl;
  /** The org's own address, to be used with `fetch`. */
  readonly instanceUrl: string;
  /** A token that is valid from the start, and again after `control.reset()`; after `control.importOrg()`, that of the other org. */
  readonly accessToken: string;
}
