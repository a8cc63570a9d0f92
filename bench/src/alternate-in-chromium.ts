import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright";
import { findChromium } from "../../tools/chromium.mjs";
import type { Measured, Turns } from "./alternate.ts";
import type { Contender, Parameters } from "./measurement.ts";

/** What the page has of the module. */
interface Page {
  readonly contenders: Readonly<Record<string, Contender>>;
}

/** Lets contenders take turns, each in a page of its own, one at a time: see {@link alternate}. */
export async function alternateInChromium({
  module,
  names,
  rounds,
}: Pick<Turns, "module" | "names" | "rounds">): Promise<Map<string, Measured>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    format: "iife",
    globalName: "page",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  const script = outputFiles[0]?.text ?? "";
  const found = await findChromium(true);
  if (found === undefined) throw new Error("There is no Chromium, and none for this platform in the registry");
  const browser = await chromium.launch(found.launchOptions);
  try {
    const measured = new Map<string, Record<string, number[]>>(names.map((name) => [name, {}]));
    for (const [index, parameters] of rounds.entries()) {
      for (const name of index % 2 === 0 ? names : names.toReversed()) {
        const page = await browser.newPage();
        // What a page of its own origin has, compression and random ids among it, an empty one has not.
        await page.route("http://localhost/", async (route) => {
          await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>bench</title>" });
        });
        await page.goto("http://localhost/");
        await page.addScriptTag({ content: script });
        const answer = await page.evaluate(runOne, [name, parameters, rounds[0] ?? {}] as const);
        await page.close();
        if (parameters["warmUp"] === 1) continue;
        const of = measured.get(name) ?? {};
        for (const [quantity, value] of Object.entries(answer)) (of[quantity] ??= []).push(value);
      }
    }
    return measured;
  } finally {
    await browser.close();
  }
}

/** In the page: a turn of one, after a short one that nobody counts, since each page begins cold. */
async function runOne([name, parameters, warmUp]: readonly [string, Parameters, Parameters]): Promise<
  Readonly<Record<string, number>>
> {
  const { contenders } = (globalThis as unknown as { readonly page: Page }).page;
  const run = await contenders[name]?.("");
  if (run === undefined) throw new Error(`There is no contender "${name}"`);
  await run(warmUp);
  return await run(parameters);
}
