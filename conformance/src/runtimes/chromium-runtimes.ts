import { readFileSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright";
import { lockChromium } from "../../../tools/chromium-lock.mjs";
import { findChromium } from "../../../tools/chromium.mjs";
import type { Runtime, StartedRuntime } from "./runtime.ts";
import { programIsThere, serveProgram } from "./serve-program.ts";

/** Where a script can be evaluated: a page or one of its workers. */
type Realm = Pick<Page, "evaluate">;

/** Chromium's three places for scripts. Each program comes from an origin of its own, so that its requests are foreign. */
export const chromiumRuntimes: readonly Runtime[] = [
  chromiumRuntime("Chromium page", async (page) => {
    await page.addScriptTag({ url: "/program.js" });
    return page;
  }),
  chromiumRuntime("Chromium worker", async (page) => {
    const [worker] = await Promise.all([
      page.waitForEvent("worker"),
      page.evaluate('globalThis.kept = new Worker("/program.js")'),
    ]);
    return worker;
  }),
  chromiumRuntime("Chromium service worker", async (page) => {
    const [worker] = await Promise.all([
      page.context().waitForEvent("serviceworker"),
      page.evaluate(
        'navigator.serviceWorker.register("/program.js").then(() => navigator.serviceWorker.ready, String)',
      ),
    ]);
    return worker;
  }),
];

/** One browser serves all of them. */
let launched: Promise<Browser> | undefined;
let users = 0;
let release = (): void => {};

async function launch(): Promise<Browser> {
  const found = await findChromium(true);
  if (found === undefined) throw new Error("there is no Chromium, and none for this platform in the registry");
  release = await lockChromium();
  return await chromium.launch(found.launchOptions);
}

function chromiumRuntime(name: string, enter: (page: Page) => Promise<Realm>): Runtime {
  return {
    name,
    engine: "Chromium",
    host: { wrapping: "script", conditions: ["browser"] },
    resends: true,
    start: async (): Promise<StartedRuntime> => {
      users++;
      launched ??= launch();
      const browser = await launched;
      return {
        version: browser.version(),
        run: async (file, argument) => await runIn(browser, enter, readFileSync(file, "utf8"), argument),
        close: async () => {
          if (--users > 0) return;
          launched = undefined;
          await browser.close();
          release();
        },
      };
    },
  };
}

async function runIn(
  browser: Browser,
  enter: (page: Page) => Promise<Realm>,
  script: string,
  argument: unknown,
): Promise<unknown> {
  const { url, close } = await serveProgram(script);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    const realm = await enter(page);
    await realm.evaluate(programIsThere);
    return await realm.evaluate(`main(${JSON.stringify(argument)})`);
  } finally {
    await context.close();
    close();
  }
}
