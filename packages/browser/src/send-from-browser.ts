import { type AdapterInit, NetworkError } from "@sfbulk/core";
import { explainFailure } from "./explain-failure.ts";
import { watchPolicy } from "./watch-policy.ts";

/**
 * Sends one request through the browser's `fetch`, which it calls before it first waits for anything: on `pagehide`
 * there is no later.
 *
 * @throws what `signal` fired with, or an Error that explains why there is no reply.
 */
export async function sendFromBrowser(
  url: string,
  init: AdapterInit,
  credentials: "omit" | "same-origin",
): Promise<Response> {
  const policy = watchPolicy(url);
  try {
    return await globalThis.fetch(url, {
      ...init,
      credentials,
      cache: "no-store",
      referrerPolicy: "no-referrer",
      keepalive: isLast(init) || (endsJob(url, init) && !goesPastWorker()),
    });
  } catch (error) {
    if (init.signal.aborted || !(error instanceof TypeError)) throw error;
    const violated = await policy.violated();
    // Not every place has them: what is tested on Node.js, for one.
    const { origin, navigator } = globalThis as { origin?: string; navigator?: { onLine?: boolean } };
    throw new NetworkError(explainFailure({ url, origin, online: navigator?.onLine, violated }), { cause: error });
  } finally {
    policy.leave();
  }
}

/** Tells whether the page goes: then a request that its service worker does not see is better than none. */
const isLast = (init: AdapterInit & { readonly keepalive?: boolean }): boolean => init.keepalive === true;

/**
 * Tells whether this page has a service worker that a request with `keepalive` would go past, as it does in Firefox: the worker may
 * be the way to the org. Firefox alone has requests without `body`.
 */
function goesPastWorker(): boolean {
  const { navigator } = globalThis as { navigator?: { readonly serviceWorker?: ServiceWorkerContainer } };
  return navigator?.serviceWorker?.controller != null && !("body" in Request.prototype);
}

/**
 * Tells whether a request closes or aborts a job. Those few bytes may outlive their page; the bodies of all such
 * requests together may have 64 KiB, which a batch would exceed.
 */
const endsJob = (url: string, { method }: AdapterInit): boolean =>
  (method === "POST" && /\/services\/async\/[\d.]+\/job\/\w+$/.test(url)) ||
  (method === "PATCH" && /\/services\/data\/v[\d.]+\/jobs\/ingest\/\w+$/.test(url));
