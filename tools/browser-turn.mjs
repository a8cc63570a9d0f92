// Waits, before the tests of a project, until nobody else drives a browser: they start some of their own.
import { lockChromium } from "./chromium-lock.mjs";

/** @returns gives it back, after the tests */
export default async function setup() {
  return await lockChromium();
}
