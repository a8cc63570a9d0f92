// Starts Firefox for what is to run in a page of it.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFirefox } from "../debian-browsers.mjs";

// The root depends on no browser; the extension does.
/** @type {typeof import("../../apps/extension/node_modules/puppeteer-core/lib/types.js")} */
const { launch } = createRequire(fileURLToPath(new URL("../../apps/extension/package.json", import.meta.url)))(
  "puppeteer-core",
);

/** @returns {Promise<import("./page-browser.d.mts").PageBrowser | string>} the browser; or why there is none */
export async function startFirefox() {
  const found = findFirefox();
  if (typeof found === "string") return found;
  const home = mkdtempSync(join(tmpdir(), "sfbulk-firefox-"));
  const browser = await launch({
    browser: "firefox",
    headless: true,
    executablePath: found.executablePath,
    env: { ...found.env, HOME: home, MOZ_DISABLE_CONTENT_SANDBOX: "1" },
    userDataDir: home,
    defaultViewport: { width: 1440, height: 900 },
    // Whoever asks has given up by then.
    protocolTimeout: 900_000,
    extraPrefsFirefox: {
      "ui.prefersReducedMotion": 1,
      // It is to talk to nobody but us.
      "network.trr.mode": 5,
      "app.normandy.enabled": false,
      "services.settings.server": "data:,",
    },
  });
  return {
    version: (await browser.version()).replace(/^\D*/, ""),
    openTab: async (address) => {
      const page = await browser.newPage();
      await page.goto(address);
      page.on("dialog", (dialog) => void dialog.accept());
      /** @param {string} expression */
      const find = async (expression) => {
        const element = (await page.evaluateHandle(expression)).asElement();
        if (element === null) throw new Error(`Cannot find an element: there is no ${expression}`);
        return /** @type {import("puppeteer-core").ElementHandle<HTMLInputElement>} */ (element);
      };
      return {
        evaluate: async (expression) => await page.evaluate(expression),
        press: async (expression) => await (await find(expression)).click(),
        choose: async (expression, file) => await (await find(expression)).uploadFile(file),
        reload: async () => void (await page.reload()),
      };
    },
    close: async () => {
      await browser.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
