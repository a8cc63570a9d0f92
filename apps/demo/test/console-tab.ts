import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { inject, onTestFinished } from "vitest";
import { serveDemo, type ServedDemo } from "../server/serve-demo.ts";

/** What a tab is to be, besides what Chromium can be told of it. */
interface ConsoleTabOptions extends BrowserContextOptions {
  /** The console to open. Default: one that is served for this tab. */
  readonly demo?: ServedDemo;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Where the browser of the test run is spoken to. */
    chromium: string;
  }
}

let connected: Promise<Browser> | undefined;

/** Serves the console, built before, for the time of one test. */
export async function startDemo(instances: readonly string[] = []): Promise<ServedDemo> {
  const demo = await serveDemo({ port: 0, instances: ["https://*.my.salesforce.com", ...instances] });
  onTestFinished(demo.close);
  return demo;
}

/** Leaves the browser; for `afterAll`. */
export async function endChromium(): Promise<void> {
  await (await connected)?.close();
  connected = undefined;
}

/** A tab with the console in it. */
export interface ConsoleTab {
  readonly page: Page;
  /** What the page complained of, but for Chromium's own lines about failed requests. */
  readonly complaints: () => readonly string[];
}

/** Opens the console in a profile of its own, at a place such as `jobs`. The org is there when it is given. */
export async function openConsole(place = "jobs", { demo, ...options }: ConsoleTabOptions = {}): Promise<ConsoleTab> {
  const { url } = demo ?? (await startDemo());
  connected ??= chromium.connect(inject("chromium"));
  const context = await (
    await connected
  ).newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
  onTestFinished(async () => await context.close());
  const page = await context.newPage();
  tellWhatItShows(page);
  page.setDefaultTimeout(120_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    const isChromiums = message.text().startsWith("Failed to load resource: ");
    if ((message.type() === "error" || message.type() === "warning") && !isChromiums) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${url}/#/${place}`);
  await page.locator('.org-chip[data-state="ready"]').waitFor();
  return { page, complaints: () => complaints };
}

/** Has a test that fails say what the page showed: the next person has nothing else of a failure that comes rarely. */
function tellWhatItShows(page: Page): void {
  // Before its profile is closed: what is asked for last is done first.
  onTestFinished(async ({ task: { result } }) => {
    if (page.isClosed()) return;
    for (const error of result?.state === "fail" ? (result.errors ?? []) : []) {
      const shown = await page.locator("main").innerText({ timeout: 5000 });
      const words = `\nThe page showed: ${shown
        .split(/\s*\n\s*/)
        .join(" | ")
        .slice(0, 2000)}`;
      // The terminal has the one, the report the other.
      error.message += words;
      error.stack = (error.stack ?? "") + words;
    }
  });
}

/** Puts open jobs into the org of the page: of an object and operation that no other of its jobs has. */
export async function addJobs(page: Page, count: number): Promise<void> {
  await page.evaluate(async (many) => {
    for (let index = 0; index < many; index++) {
      const body = JSON.stringify({ object: "Custom__c", operation: "update", ageMs: 90_000_000 + index * 1000 });
      const headers = { "content-type": "application/json" };
      await fetch("https://org.emulator.invalid/__emulator/addJob", { method: "POST", headers, body });
    }
  }, count);
}

/** Takes a step behind the org of the page. */
export async function askEmulator<T>(page: Page, method: string, argument?: unknown): Promise<T> {
  const answer = await page.evaluate(
    async ([name, body]) => {
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, ...(body === undefined ? {} : { body }) };
      return await (await fetch(`https://org.emulator.invalid/__emulator/${name}`, init)).text();
    },
    [method, argument === undefined ? undefined : JSON.stringify(argument)] as const,
  );
  return (answer === "" ? undefined : JSON.parse(answer)) as T;
}

/** Has the org's time run some twenty times as fast: for walks that look at what became of rows, not at how that goes on. */
export async function hurry(page: Page): Promise<void> {
  await page.evaluate(() => {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: "5000" };
    // Each waits for the one before: on a slow machine they would pile up in front of what the page itself asks for.
    const advance = async (): Promise<void> => {
      await fetch("https://org.emulator.invalid/__emulator/advance", init).catch(() => undefined);
      setTimeout(() => void advance(), 250);
    };
    void advance();
  });
}

/** Gives the page a file to load. */
export async function chooseText(page: Page, name: string, content: string | Buffer): Promise<void> {
  const buffer = typeof content === "string" ? Buffer.from(content) : content;
  await page.getByLabel(/Drop a CSV file here/).setInputFiles({ name, mimeType: "text/csv", buffer });
}
