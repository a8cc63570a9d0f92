/** Watches whether the page's Content-Security-Policy blocks a request. */
export interface PolicyWatch {
  /** Waits for what the browser still has to say, and gives the directive that blocked the request. */
  readonly violated: () => Promise<string | undefined>;
  /** Ends the watching. */
  readonly leave: () => void;
}

/** Begins to watch, which must be before the request is sent. Sees nothing where there are no such events. */
export function watchPolicy(url: string): PolicyWatch {
  let directive: string | undefined;
  const note = (event: SecurityPolicyViolationEvent): void => {
    // A report-only policy blocks nothing.
    if (event.disposition === "enforce" && isAbout(event.blockedURI, url)) directive ??= event.effectiveDirective;
  };
  // In a page and in a worker alike; elsewhere there may be neither of the two.
  const scope = globalThis as unknown as Partial<Pick<Window, "addEventListener" | "removeEventListener">>;
  scope.addEventListener?.("securitypolicyviolation", note);
  return {
    violated: async () => {
      // The browser tells of it in a task of its own, which may come after the request's failure.
      if (directive === undefined) await new Promise((resolve) => setTimeout(resolve, 0));
      return directive;
    },
    leave: () => scope.removeEventListener?.("securitypolicyviolation", note),
  };
}

/** What was blocked is told with its path, or without it. */
const isAbout = (blocked: string, url: string): boolean => blocked !== "" && new URL(url).href.startsWith(blocked);
