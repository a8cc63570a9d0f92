import type { PageBrowser } from "./page-browser.d.mts";

/** Starts WebKit on a screen of its own, by WebDriver; or says why there is none. */
export function startWebKit(): Promise<PageBrowser | string>;
