import { afterEach, describe, expect, it, vi } from "vitest";
import { sendFromBrowser } from "../src/send-from-browser.ts";

afterEach(() => void vi.unstubAllGlobals());

const close = "https://acme.my.salesforce.com/services/async/66.0/job/750000000000001AAA";

/** Sends a request in a page, and tells whether it may outlive it. */
async function isKept(
  browser: "Firefox" | "Chromium",
  hasWorker: boolean,
  url = close,
  keepalive?: boolean,
): Promise<boolean | undefined> {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response());
  vi.stubGlobal("fetch", fetch);
  vi.stubGlobal("navigator", { serviceWorker: { controller: hasWorker ? {} : null } });
  // Firefox alone has requests without a body to be read.
  vi.stubGlobal("Request", { prototype: browser === "Firefox" ? {} : { body: null } });
  const init = { method: "POST", headers: {}, redirect: "manual", signal: new AbortController().signal } as const;
  await sendFromBrowser(url, { ...init, ...(keepalive === undefined ? {} : { keepalive }) }, "omit");
  return fetch.mock.calls[0]?.[1]?.keepalive;
}

describe("a request that ends a job", () => {
  it.each([
    ["Chromium", false, true],
    ["Chromium", true, true],
    ["Firefox", false, true],
    // There it would go past the worker, which may be the way to the org.
    ["Firefox", true, false],
  ] as const)("outlives its page in %s, with a service worker: %s; %s", async (browser, hasWorker, expected) => {
    expect(await isKept(browser, hasWorker)).toBe(expected);
  });

  it("outlives it past the worker where the page goes", async () => {
    expect(await isKept("Firefox", true, close, true)).toBe(true);
  });

  it("is alone in that: a batch is too large", async () => {
    expect(await isKept("Chromium", false, `${close}/batch`)).toBe(false);
  });
});
