import { type Browser, chromium } from "playwright";
import { inject, onTestFinished } from "vitest";
import { findChromium, type LaunchOptions } from "../../../tools/chromium.mjs";

/** Gives the options for launching a Chromium, with more arguments. */
export async function chromiumOptions(...args: readonly string[]): Promise<LaunchOptions> {
  const found = await findChromium(true);
  if (found === undefined) throw new Error("there is no Chromium, and none for this platform in the registry");
  return { ...found.launchOptions, args: [...found.launchOptions.args, ...args] };
}

declare module "vitest" {
  interface ProvidedContext {
    /** Where the browser of the test run is spoken to. */
    chromium: string;
  }
}

let connected: Promise<Browser> | undefined;

/** The browser of the test run, which started before the tests. */
export const startChromium = async (): Promise<Browser> => await (connected ??= chromium.connect(inject("chromium")));

/** Leaves it; for `afterAll`. */
export async function endChromium(): Promise<void> {
  await (await connected)?.close();
  connected = undefined;
}

/** A browser with arguments of its own, for the time of one test. */
export async function startChromiumWith(...args: readonly string[]): Promise<Browser> {
  const browser = await chromium.launch(await chromiumOptions(...args));
  onTestFinished(async () => await browser.close());
  return browser;
}
