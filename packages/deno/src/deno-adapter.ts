import { type Duration, type FetchAdapter, NetworkError } from "@sfbulk/core";
import { createClient } from "./create-client.ts";
import { denoRuntime } from "./deno-runtime.ts";
import { sendPermitted } from "./send-permitted.ts";

/** Options of {@link denoAdapter}. */
export interface DenoAdapterOptions {
  /**
   * How many idle connections are kept for each host. Default: 0. Where a kept connection breaks before the reply, Deno
   * sends the request again without a word, POST too (2.9.6), so that a job or a batch may be there twice. What you gain is
   * a handshake a request.
   */
  readonly idleConnections?: number;
  /** How long an idle connection is kept, in milliseconds or as `"90s"`. Default: Deno's, 90,000 as seen in 2.9. */
  readonly keepAliveTimeout?: Duration;
  /**
   * The proxy of every request: `http://proxy.example:8080`, or `socks5://user:password@proxy.example`. One that is
   * reached by HTTP cannot have a password here: Deno 2.9 sends that to the org, too. Default: what `HTTPS_PROXY` and
   * `HTTP_PROXY` say. Deno sends to the hosts in `NO_PROXY` through neither.
   */
  readonly proxy?: string;
  /** PEM certificates to trust, besides those that Deno trusts already. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[];
  /** The PEM client certificate for an org that asks for one (mutual TLS), with its chain. Needs `key`. */
  readonly cert?: string | Uint8Array;
  /** The PEM private key of `cert`, not encrypted. */
  readonly key?: string | Uint8Array;
}

/** An adapter with a pool of connections of its own, which ends with it: `using adapter = denoAdapter()`. */
export interface DenoAdapter extends FetchAdapter, Disposable {
  /** Closes the idle connections. What is under way goes on; whatever is sent afterwards is refused. */
  close(): void;
}

/**
 * Makes an adapter that sends through Deno's `fetch` with a client of its own: certificates, a proxy, and a pool.
 *
 * Before each request it sees to it that the host may be reached. Where that is not decided yet, Deno asks in the
 * terminal, for this host and port only. It follows no redirect, and has no time limit of its own: that is the
 * `signal`'s to say, which also ends the reading of a body.
 *
 * @returns the adapter, for `fetch` of a connection. Make one for a process, not one for a call. A request rejects with
 * `Deno.errors.NotCapable` where it is not permitted, and names the flag: `--allow-net=acme.my.salesforce.com`.
 * @throws TypeError that names the option, and on every runtime but Deno; `Deno.errors.NotCapable` for a proxy that is
 * not permitted. Nothing has been sent then.
 * @example
 * ```ts
 * import { closeJob, denoAdapter, denoConnection } from "@sfbulk/deno";
 *
 * const adapter = denoAdapter();
 * const job = await closeJob(denoConnection({ fetch: adapter }), "7509H0000016GUXQA2");
 * console.log(job.state); // "Closed"
 * adapter.close();
 * ```
 * @see https://docs.deno.com/api/deno/~/Deno.createHttpClient
 */
export function denoAdapter(options: DenoAdapterOptions = {}): DenoAdapter {
  const runtime = denoRuntime("denoAdapter");
  const client = createClient(runtime, options);
  let closed = false;
  const send: FetchAdapter = async (url, init) => {
    if (closed) throw closedError();
    return await sendPermitted(runtime, client, url, init);
  };
  const close = (): void => {
    if (closed) return;
    closed = true;
    client.close();
  };
  return Object.assign(send, { close, [Symbol.dispose]: close });
}

/** It stays closed, so that trying again is no use. */
const closedError = (): NetworkError =>
  Object.assign(new NetworkError("Cannot send: this adapter is closed", { code: "AdapterClosed" }), { retry: false });
