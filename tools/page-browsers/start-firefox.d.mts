import type { PageBrowser } from "./page-browser.d.mts";

/** Starts Firefox, by WebDriver BiDi; or says why there is none. */
export function startFirefox(): Promise<PageBrowser | string>;
