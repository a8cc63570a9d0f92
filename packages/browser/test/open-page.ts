import type { Page } from "playwright";
import { onTestFinished } from "vitest";
import { startChromium } from "./start-chromium.ts";

/** The library, as a page of the tests sees it. */
export type Library = typeof import("../src/index.ts");

/** Opens a tab at an address, in a profile of its own, for the time of one test. */
export async function openPage(url: string): Promise<Page> {
  const context = await (await startChromium()).newContext();
  onTestFinished(async () => await context.close());
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Loads the library in a page, as its global `sfbulk` for what the test evaluates there. */
export async function loadLibrary(page: Page): Promise<void> {
  await page.evaluate('import("/sfbulk.js").then((library) => { globalThis.sfbulk = library; })');
}
