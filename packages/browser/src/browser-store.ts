import { argumentError, checkOptions, type GrantStore } from "@sfbulk/core";

/** What is needed of an area of `chrome.storage`, or of Firefox's `browser.storage`. */
export interface StorageArea {
  /** Gives what is kept under a name, in an object. */
  get(name: string): Promise<Record<string, unknown>>;
  /** Keeps what the object has. */
  set(items: Record<string, unknown>): Promise<void>;
}

/** Options of {@link browserStore}. */
export interface BrowserStoreOptions {
  /**
   * `chrome.storage.session` in an extension: in memory, away from pages and content scripts, and gone with the browser. Default:
   * IndexedDB of this origin, where every script of the origin can read it.
   */
  readonly area?: StorageArea;
}

/**
 * Keeps a grant in the browser, for all tabs and workers of this origin, or all parts of an extension: it is renewed once for
 * all of them, under a Web Lock, which the browser frees when a tab is gone. In a page that did not come over https there are
 * no such locks: IndexedDB goes without, as `GrantStore.lock` says, `area` is refused.
 *
 * Whoever can run a script in the origin can read the grant. Where that is a concern, use `area`, or keep no refresh token in
 * the browser: a session of the page (`extensionConnection`, `relayAdapter`) needs none.
 *
 * @param name - Tells the grants of the origin apart.
 * @throws TypeError for a name that is none, and where the browser has not what it takes. Later what the browser says.
 * @see https://developer.mozilla.org/docs/Web/API/Web_Locks_API
 * @example
 * ```ts
 * import { browserStore, closeJob, refreshTokenSource } from "@sfbulk/browser";
 *
 * const store = browserStore("acme");
 * const accessToken = refreshTokenSource({ loginUrl: instanceUrl, clientId, refreshToken, store });
 * await closeJob({ instanceUrl, accessToken }, jobId);
 * ```
 */
export function browserStore(name: string, options: BrowserStoreOptions = {}): GrantStore {
  if (typeof name !== "string" || name === "") {
    throw argumentError(
      "InvalidArgument",
      `Cannot use name: expected a string, got ${name === "" ? "an empty one" : typeof name}`,
    );
  }
  checkOptions("options", options, { area: true });
  const { area }: { readonly area?: Partial<StorageArea> | undefined } = options;
  if (area !== undefined && (typeof area?.get !== "function" || typeof area.set !== "function")) {
    throw argumentError(
      "MissingPermission",
      'Cannot use area: expected chrome.storage.session, which is there with the permission "storage" only',
    );
  }
  const hasLocks = "locks" in (globalThis.navigator ?? {});
  if (area === undefined ? !("indexedDB" in globalThis) : !hasLocks) {
    throw argumentError(
      "UnsupportedRuntime",
      `Cannot use browserStore: this runtime has no ${area === undefined ? "IndexedDB" : "Web Locks"}`,
    );
  }
  // Loaded when it is first read: most pages have none.
  let opened: Promise<GrantStore> | undefined;
  const store = (): Promise<GrantStore> =>
    (opened ??= import("./grant-in-browser.ts").then(({ grantInBrowser }) =>
      grantInBrowser(name, area as StorageArea),
    ));
  return {
    read: async () => await (await store()).read(),
    replace: async (old, next) => await (await store()).replace(old, next),
    ...(hasLocks
      ? {
          lock: async (work) =>
            (await navigator.locks.request(`sfbulk grant ${name}`, async () => [await work()]))[0] as never,
        }
      : {}),
  };
}
