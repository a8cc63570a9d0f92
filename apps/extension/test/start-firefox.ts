import { launch, type Browser, type Page } from "puppeteer-core";
import { onTestFinished } from "vitest";
import { debianBrowser } from "../../../tools/debian-browsers.mjs";
import type { Hosts } from "./start-hosts.ts";

/** A Firefox with the extension in it. */
export interface ExtensionInFirefox {
  readonly browser: Browser;
  /** Gives the address of a page of the extension. */
  readonly url: (page: string) => string;
  /** Kills the browser. */
  readonly kill: () => Promise<void>;
}

/** The id of its own under which the pages of the extension are found: Firefox would make one up. */
const origin = "3f7c2f0e-6a53-4d0b-9d5c-5fb0a1c0de24";

const extensionId = "sfbulk-console@sfbulk";

/** Where FIREFOX_PATH names none, that of Debian's archive. */
function findFirefox(): { readonly executablePath: string; readonly env: Record<string, string> } | string {
  const path = process.env["FIREFOX_PATH"];
  return path ? { executablePath: path, env: process.env as Record<string, string> } : debianBrowser("firefox-esr");
}

/**
 * Starts Firefox with the extension, in a profile: as temporary as it is, what it has kept is there again in the next run.
 *
 * @param archive - What the store gets.
 * @returns the browser; or why there is none.
 */
export async function startFirefox(
  archive: string,
  profile: string,
  hosts: Hosts,
): Promise<ExtensionInFirefox | string> {
  const found = findFirefox();
  if (typeof found === "string") return found;
  const browser = await launch({
    browser: "firefox",
    headless: true,
    // Pages of extensions are the browser's own for it.
    args: ["--remote-allow-system-access"],
    acceptInsecureCerts: true,
    userDataDir: profile,
    executablePath: found.executablePath,
    env: { ...found.env, HOME: profile, MOZ_DISABLE_CONTENT_SANDBOX: "1" },
    defaultViewport: { width: 1280, height: 800 },
    protocolTimeout: 120_000,
    extraPrefsFirefox: {
      "network.proxy.type": 1,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": hosts.port,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": hosts.port,
      "extensions.webextensions.uuids": JSON.stringify({ [extensionId]: origin }),
      "extensions.webextensions.keepStorageOnUninstall": true,
      "extensions.webextensions.keepUuidOnUninstall": true,
      "extensions.webextOptionalPermissionPrompts": false,
      "ui.prefersReducedMotion": 1,
      // It has names of its own for hosts that insist on https, and asks Mozilla for more.
      "network.trr.mode": 5,
      "app.normandy.enabled": false,
      "services.settings.server": "data:,",
    },
  });
  onTestFinished(async () => await browser.close().catch(() => undefined));
  await browser.installExtension(archive);
  return {
    browser,
    url: (page) => `moz-extension://${origin}/${page}`,
    kill: async () => {
      const child = browser.process();
      if (child === null) throw new Error("The browser is not this process's own");
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Opens an address in a tab of its own. */
export async function openInFirefox({ browser }: ExtensionInFirefox, address: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(address);
  return page;
}
