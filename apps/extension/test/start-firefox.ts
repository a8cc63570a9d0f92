import { type Browser, type ElementHandle, launch, type Page } from "puppeteer-core";
import { onTestFinished, vi } from "vitest";
import { findFirefox } from "../../../tools/debian-browsers.mjs";
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

/**
 * Opens an address in a tab of its own. Of the extension's pages WebDriver BiDi does not say when they are there: whoever
 * opens one looks for what stands in it.
 */
export async function openInFirefox({ browser }: ExtensionInFirefox, address: string): Promise<Page> {
  const page = await browser.newPage();
  const going = page.goto(address);
  if (address.startsWith("moz-extension:")) going.catch(() => undefined);
  else await going;
  return page;
}

/** Gives the tab whose address begins so, once there is one: one that the extension itself has opened. */
export async function tabInFirefox({ browser }: ExtensionInFirefox, address: string): Promise<Page> {
  return await vi.waitUntil(async () => {
    for (const page of await browser.pages()) {
      const href = await page.evaluate("location.href").catch(() => "");
      if (String(href).startsWith(address)) return page;
    }
    return undefined;
  }, patient);
}

/** For what takes a while on a slow machine. */
const patient = { timeout: 60_000, interval: 100 };

/** Waits until a page says something. */
export async function waitForText(page: Page, text: RegExp): Promise<void> {
  let last = "";
  const read = async (): Promise<boolean> => {
    last = String(await page.evaluate("document.body.innerText").catch(() => ""));
    return text.test(last);
  };
  try {
    await vi.waitUntil(read, patient);
  } catch (error) {
    throw new Error(`There is no ${String(text)}: ${last}`, { cause: error });
  }
}

/** Presses the last of the buttons and links with these words: a question stands behind what it is about. */
export async function press(page: Page, words: string): Promise<void> {
  const found = await find(
    page,
    `[...document.querySelectorAll("button, a")].filter((one) => one.innerText.trim() === ${JSON.stringify(words)} && !one.disabled).at(-1)`,
  );
  await found.click();
}

/** Gives a file to the field for files whose label has these words. */
export async function chooseInFirefox(page: Page, words: string, file: string): Promise<void> {
  const found = await find(
    page,
    `[...document.querySelectorAll("label")].find((one) => one.innerText.includes(${JSON.stringify(words)}))?.querySelector("input[type=file]")`,
  );
  await (found as ElementHandle<HTMLInputElement>).uploadFile(file);
}

/** Writes into the field that a selector names, in the place of what is there. */
export async function write(page: Page, selector: string, text: string): Promise<void> {
  const field = await find(page, `document.querySelector(${JSON.stringify(selector)})`);
  await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).select()`);
  await field.type(text);
  await page.keyboard.press("Tab");
}

async function find(page: Page, expression: string): Promise<ElementHandle> {
  const look = async (): Promise<ElementHandle | undefined> => {
    const handle = await page.evaluateHandle(expression).catch(() => undefined);
    return (handle?.asElement() ?? undefined) as ElementHandle | undefined;
  };
  try {
    return await vi.waitUntil(look, patient);
  } catch (error) {
    const text = String(await page.evaluate("document.body.innerText").catch(() => ""));
    throw new Error(`There is no ${expression}: ${text}`, { cause: error });
  }
}
