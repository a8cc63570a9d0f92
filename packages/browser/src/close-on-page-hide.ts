import {
  argumentError,
  closeJob,
  type Connection,
  type FetchAdapter,
  getJob,
  NetworkError,
  normaliseInstanceUrl,
} from "@sfbulk/core";
import { browserAdapter } from "./browser-adapter.ts";

/**
 * Closes jobs when their page goes away: the tab is closed, reloaded, or led to another address. The requests outlive
 * the page (`keepalive`); each is sent once, and what becomes of it nobody is there to hear.
 *
 * A page that the browser only lays aside, to show it again on "Back", may be dropped later without a word; so its jobs
 * are closed too, and adding to them is refused when it is shown again. A page that crashes closes nothing. Chromium
 * sends 250 such requests at a time (measured), and drops what is beyond.
 *
 * A token source is asked right away, since on `pagehide` there is no time to: what it gave, or what later calls with
 * it got since, is what the close is sent with.
 *
 * @param connection - Its `retry` and `gzip` do not matter here. Without a `fetch` it is sent through `browserAdapter()`;
 *   an adapter of your own is called with `keepalive: true` in its `init` and must call `fetch` with it at once.
 * @param jobIds - The jobs, read anew when the page goes: a `Set` that the tool adds to and deletes from, or an array.
 * @returns a function that takes it back: the jobs are not closed then.
 * @throws TypeError for a bad address, for what is no iterable of ids, and where there are no pages: call it in the page, not in a worker.
 * @see https://developer.mozilla.org/docs/Web/API/Window/pagehide_event
 * @example
 * ```ts
 * import { closeOnPageHide, createJob } from "@sfbulk/browser";
 *
 * const open = new Set();
 * const undo = closeOnPageHide(connection, open);
 * const job = await createJob(connection, { operation: "insert", object: "Account" });
 * open.add(job.id);
 * ```
 */
export function closeOnPageHide(connection: Connection, jobIds: Iterable<string>): () => void {
  if (typeof connection !== "object" || connection === null) {
    throw argumentError(
      "InvalidConnection",
      "Cannot use connection: expected an object with instanceUrl and accessToken",
    );
  }
  normaliseInstanceUrl(connection.instanceUrl);
  // They are read when the page goes, and nobody would hear of it.
  if (typeof jobIds !== "object" || jobIds === null || !(Symbol.iterator in jobIds)) {
    throw argumentError("InvalidArgument", "Cannot use jobIds: expected an array, a Set or another iterable of ids");
  }
  if (!("onpagehide" in globalThis)) {
    throw argumentError(
      "UnsupportedRuntime",
      "Cannot close on pagehide: only a page is told of it, so this must be called in the page itself",
    );
  }
  askForToken(connection);
  const close = (): void => {
    for (const jobId of jobIds) {
      // Nobody is left to be told.
      closeJob(sentOnce(connection), jobId).catch(() => undefined);
    }
  };
  globalThis.addEventListener("pagehide", close);
  return () => globalThis.removeEventListener("pagehide", close);
}

/**
 * Takes from a connection what can be done before the page is gone: no second attempt, and no compressor that has to be
 * loaded first. It is read each time, since a jsforce connection gets a new token by assignment.
 */
function sentOnce(connection: Connection, fetch: FetchAdapter = keptAlive(connection.fetch)): Connection {
  const { instanceUrl, accessToken, version } = connection;
  return {
    instanceUrl,
    accessToken,
    ...(version === undefined ? {} : { version }),
    fetch,
    gzip: false,
    retry: { attempts: 1 },
  };
}

const keptAlive =
  (adapter: FetchAdapter = browserAdapter()): FetchAdapter =>
  (url, init) =>
    adapter(url, Object.assign({}, init, { keepalive: true }));

/**
 * Lets core ask the token source, so that it has the token when the page goes. It does so for a request that is not
 * sent; where there is no token to be had, the tool's next call says so.
 */
function askForToken(connection: Connection): void {
  if (typeof connection.accessToken !== "function") return;
  getJob(sentOnce(connection, unsent), "750000000000000").catch(() => undefined);
}

const unsent: FetchAdapter = () =>
  Promise.reject(new NetworkError("Cannot send: only the token is wanted", { code: "NotSent" }));
