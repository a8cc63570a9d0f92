import { build } from "esbuild";
import { chromium } from "playwright";
import type { JobEnder, Verb } from "./end-job.ts";
import type { Client } from "./kinds/over-sockets.ts";

/** Loaded by its address: it looks for the folder that it stands in, which a bundle would make another one. */
const tool = async <T>(name: string): Promise<T> =>
  (await import(new URL(`../../tools/${name}`, import.meta.url).href)) as T;

/** Opens a page of this origin in Chromium, whose requests go there; all but that for the page itself. */
export async function startPage(origin: string): Promise<Client> {
  const { findChromium } = await tool<typeof import("../../tools/chromium.mjs")>("chromium.mjs");
  const { lockChromium } = await tool<typeof import("../../tools/chromium-lock.mjs")>("chromium-lock.mjs");
  const found = await findChromium(true);
  if (found === undefined) throw new Error("There is no Chromium, and none for this platform in the registry");
  const release = await lockChromium();
  const browser = await chromium.launch(found.launchOptions);
  const page = await browser.newPage();
  await page.route(`${origin}/`, async (route) => {
    await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Attack</title>" });
  });
  await page.goto(`${origin}/`);
  await page.addScriptTag({ content: await bundleProgram() });
  const end: JobEnder = async (verb, jobId) =>
    await page.evaluate(
      async ([asked, id]) => await (globalThis as unknown as { endJob: JobEnder }).endJob(asked, id),
      [verb, jobId] as const satisfies readonly [Verb, string],
    );
  return {
    enderFor: () => end,
    close: async () => {
      await browser.close();
      release();
    },
  };
}

async function bundleProgram(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL("../attack/page-program.ts", import.meta.url).pathname],
    bundle: true,
    platform: "browser",
    format: "iife",
    conditions: ["sfbulk-source"],
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
