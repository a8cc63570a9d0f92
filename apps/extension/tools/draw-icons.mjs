// Draws the icons of the manifest from icon.svg: browsers want PNG. Run it after a change of that: `pnpm --filter extension icons`.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { findChromium } from "../../../tools/chromium.mjs";

const folder = fileURLToPath(new URL("../public", import.meta.url));
const found = await findChromium(true);
if (found === undefined) throw new Error("There is no Chromium here");
const browser = await chromium.launch(found.launchOptions);
const svg = readFileSync(`${folder}/icon.svg`, "utf8");
for (const size of [16, 32, 48, 128]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  await page.screenshot({ path: `${folder}/icons/${size}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
