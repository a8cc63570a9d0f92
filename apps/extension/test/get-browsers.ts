import { findFirefox } from "../../../tools/debian-browsers.mjs";
import { getChromium } from "./start-chromium.ts";

/** Gets the browsers of the walks before it is their turn: meanwhile others may drive theirs. */
export default async function setup(): Promise<void> {
  await getChromium();
  findFirefox();
}
