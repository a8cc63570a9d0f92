import { type Browser, chromium } from "playwright";
import { onTestFinished } from "vitest";
import { findChromium, type LaunchOptions } from "../../../tools/chromium.mjs";

/** Gives the options for launching a Chromium, with more arguments. */
export async function chromiumOptions(...args: readonly string[]): Promise<LaunchOptions> {
  const found = await findChromium(true);
  if (found === undefined) throw new Error("there is no Chromium, and none for this platform in the registry");
  return { ...found.launchOptions, args: [...found.launchOptions.args, ...args] };
}

let launched: Promise<Browser> | undefined;

/** One browser for the tests of a file. */
export const startChromium = async (): Promise<Browser> => await (launched ??= launch());

const launch = async (): Promise<Browser> => await chromium.launch(await chromiumOptions());

/** Ends it; for `afterAll`. */
export async function endChromium(): Promise<void> {
  await (await launched)?.close();
  launched = undefined;
}

/** A browser with arguments of its own, for the time of one test. */
export async function startChromiumWith(...args: readonly string[]): Promise<Browser> {
  const browser = await chromium.launch(await chromiumOptions(...args));
  onTestFinished(async () => await browser.close());
  return browser;
}
