import { readFileSync } from "node:fs";
import { lockChromium } from "../../../tools/chromium-lock.mjs";
import { startFirefox } from "../../../tools/page-browsers/start-firefox.mjs";
import { startWebKit } from "../../../tools/page-browsers/start-webkit.mjs";
import type { PageBrowser } from "../../../tools/page-browsers/page-browser.d.mts";
import type { Runtime } from "./runtime.ts";
import { programIsThere, serveProgram } from "./serve-program.ts";

/** The engines of the other browsers, each in a page: what Debian's archive has of them, where there is apt. */
export const pageRuntimes: readonly Runtime[] = [
  pageRuntime("Firefox", startFirefox),
  pageRuntime("WebKit", startWebKit),
];

function pageRuntime(engine: "Firefox" | "WebKit", startBrowser: () => Promise<PageBrowser | string>): Runtime {
  return {
    name: `${engine} page`,
    engine,
    isGuest: true,
    host: { wrapping: "script", conditions: ["browser"] },
    resends: true,
    start: async () => {
      const release = await lockChromium();
      const browser = await startBrowser().catch((error: unknown) => {
        release();
        throw error;
      });
      if (typeof browser === "string") {
        release();
        throw new Error(browser);
      }
      return {
        version: browser.version,
        run: async (file, argument) => {
          const { url, close } = await serveProgram(readFileSync(file, "utf8"));
          try {
            const tab = await browser.openTab(url);
            await tab.evaluate(
              'void document.head.append(Object.assign(document.createElement("script"), { src: "/program.js" }))',
            );
            await tab.evaluate(programIsThere);
            return await tab.evaluate(`main(${JSON.stringify(argument)})`);
          } finally {
            close();
          }
        },
        close: async () => {
          await browser.close();
          release();
        },
      };
    },
  };
}
