import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright";
import { lockChromium } from "../../../tools/chromium-lock.mjs";
import { findChromium } from "../../../tools/chromium.mjs";
import type { Runtime, StartedRuntime } from "./runtime.ts";

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
  const server = createServer(({ url }, response) => {
    const isScript = url === "/program.js";
    response.setHeader("content-type", isScript ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8");
    response.end(isScript ? script : "<!doctype html><title>Conformance</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const realm = await enter(page);
    // A worker is there before its script has run.
    await realm.evaluate("new Promise(function wait(done) { globalThis.main ? done() : setTimeout(wait, 10, done) })");
    return await realm.evaluate(`main(${JSON.stringify(argument)})`);
  } finally {
    await context.close();
    server.close();
    server.closeAllConnections();
  }
}
