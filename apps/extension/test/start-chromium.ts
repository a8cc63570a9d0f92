import { type BrowserContext, type CDPSession, chromium, type Worker } from "playwright";
import { onTestFinished } from "vitest";
import { findChromium, type LaunchOptions } from "../../../tools/chromium.mjs";
import { debianBrowser } from "../../../tools/debian-browsers.mjs";
import type { Hosts } from "./start-hosts.ts";

/** A Chromium with the extension in it. */
export interface ExtensionInChromium {
  readonly context: BrowserContext;
  /** Gives the address of a page of the extension. */
  readonly url: (page: string) => string;
  readonly id: string;
  readonly session: CDPSession;
  /** Kills the browser. */
  readonly kill: () => Promise<void>;
}

const shared = ["--enable-unsafe-extension-debugging", "--ignore-certificate-errors", "--lang=en-US"];

/** Finds the browser that is there, if it is a whole one: the others are shells, which take no extensions. */
async function findWhole(): ReturnType<typeof findChromium> {
  const found = await findChromium();
  return found?.via === "npm" || found?.via === "playwright" ? undefined : found;
}

/** Gets the browser that is not there beforehand; where it cannot be had, the start says why. */
export async function getChromium(): Promise<void> {
  if ((await findWhole()) === undefined) debianBrowser("chromium");
}

/** Finds browsers that may take an extension: the one that is there, if it is a whole one, and that of Debian's archive. */
async function* candidates(): AsyncGenerator<{ readonly name: string; readonly options: LaunchOptions } | string> {
  const found = await findWhole();
  if (found !== undefined) yield { name: `from ${found.via}`, options: found.launchOptions };
  const debian = debianBrowser("chromium");
  if (typeof debian === "string") yield debian;
  // What is not installed cannot have the sandbox's helper, which must belong to root.
  else {
    const { executablePath, env } = debian;
    const args = ["--no-sandbox", "--disable-dev-shm-usage"];
    yield { name: "of Debian", options: { executablePath, args, env: env as Record<string, string> } };
  }
}

/**
 * Starts Chromium with the extension, in a profile.
 *
 * @returns the browser; or why there is none that takes extensions.
 */
export async function startChromium(
  folder: string,
  profile: string,
  hosts: Hosts,
): Promise<ExtensionInChromium | string> {
  let reason = "there is no Chromium";
  for await (const candidate of candidates()) {
    if (typeof candidate === "string") {
      reason = candidate;
      continue;
    }
    const { options } = candidate;
    const context = await chromium.launchPersistentContext(profile, {
      ...options,
      args: [...options.args, ...shared, `--proxy-server=${hosts.proxy}`],
      ignoreDefaultArgs: ["--disable-extensions"],
      viewport: { width: 1280, height: 800 },
      reducedMotion: "reduce",
    });
    onTestFinished(async () => await context.close().catch(() => undefined));
    const session = await context.browser()?.newBrowserCDPSession();
    if (session === undefined) throw new Error("The browser has no session for its developers");
    try {
      // Playwright's list of methods has not all that Chromium has.
      const send = session.send.bind(session) as unknown as (method: string, parameters: object) => Promise<unknown>;
      const { id } = (await send("Extensions.loadUnpacked", { path: folder })) as { readonly id: string };
      return {
        context,
        id,
        session,
        url: (page) => `chrome-extension://${id}/${page}`,
        kill: async () => {
          const ended = new Promise<void>((resolve) => context.on("close", () => resolve()));
          session.send("Browser.crash").catch(() => undefined);
          await ended;
        },
      };
    } catch (error) {
      if (!String(error).includes("wasn't found")) throw error;
      reason = `Chromium ${candidate.name} is a shell that takes no extensions`;
      await context.close();
    }
  }
  return reason;
}

/** Gives the extension's service worker, which the browser starts when it has something to do. */
export const workerOf = async ({ context }: ExtensionInChromium): Promise<Worker> =>
  context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
