import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright";
import { expect, type TestContext } from "vitest";
import { accounts, badRows, deleteAccounts, manyRows } from "./many-accounts.ts";
import { type ExtensionInChromium, startChromium, workerOf } from "./start-chromium.ts";
import { readSidePanel } from "./side-panel.ts";
import { otherUserId } from "./start-orgs.ts";
import { skipWalk, startWalk } from "./start-walk.ts";
import { temporaryFolder, unpackExtension } from "./unpack-extension.ts";

/** For what takes a while on a slow machine. */
const patient = { timeout: 60_000 };

/** Opens a page of the extension, whose console must stay empty. */
async function open({ context, url }: ExtensionInChromium, page: string): Promise<Page> {
  const opened = await context.newPage();
  opened.setDefaultTimeout(120_000);
  await opened.goto(url(page));
  return opened;
}

/** Signs in, in a tab of the browser, and leaves a tab with the org's page. */
async function visit(context: BrowserContext, signIn: string, page: string): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(signIn);
  await tab.goto(page);
  return tab;
}

/** Renews a picture of the README, where that is wanted. */
async function picture(
  page: Page,
  name: string,
  size?: { readonly width: number; readonly height: number },
): Promise<void> {
  if (process.env["KEEP_SCREENSHOTS"] !== "1") return;
  const before = page.viewportSize();
  if (size !== undefined) await page.setViewportSize(size);
  await page.screenshot({ path: fileURLToPath(new URL(`../screenshots/${name}.png`, import.meta.url)) });
  if (size !== undefined && before !== null) await page.setViewportSize(before);
}

/** Goes through Chromium: from the button to 50,000 rows, over a dead browser; two orgs, another user, refusals. */
export async function walkChromium(context: TestContext): Promise<void> {
  const { acme, beta, closed, hosts, stale, staleOfBeta } = await startWalk();
  const folder = unpackExtension("chrome");
  const profile = temporaryFolder();
  const first = await startChromium(folder, profile, hosts);
  if (typeof first === "string") return skipWalk(context, "Chromium", first);
  const [ofBeta = ""] = staleOfBeta;

  // The button of the page opens the panel beside it, on the org of that tab.
  const salesforce = await visit(first.context, await acme.signIn(), acme.page);
  await visit(first.context, await beta.signIn(), beta.page);
  await salesforce.bringToFront();
  const button = salesforce.getByRole("button", { name: "Bulk jobs left open" });
  expect(await button.isVisible()).toBe(true);
  await button.click();
  const inPanel = expect.poll(async () => await readSidePanel(first.session, first.url("panel.html?tab=")), patient);
  await inPanel.toMatch(
    /^acme\.my\.salesforce\.com\s+Production\s+user@emulator\.example\s+8 jobs left open for more than a day/,
  );

  // The popup shows the same.
  const tabs = await (await workerOf(first)).evaluate(async () => await chrome.tabs.query({}));
  const panel = await open(first, `popup.html?tab=${tabs.find(({ url }) => url === acme.page)?.id}`);
  await panel.getByRole("heading", { name: "acme.my.salesforce.com" }).waitFor();
  expect(await panel.getByText("user@emulator.example").isVisible()).toBe(true);
  await panel.getByRole("heading", { name: "8 jobs left open for more than a day" }).waitFor();
  await picture(panel, "panel", { width: 400, height: 640 });

  // Closing asks first, and tells what became of it.
  await panel.getByRole("button", { name: "Close 8 jobs" }).click();
  const question = panel.getByRole("dialog", { name: "Close 8 jobs?" });
  await question.getByText("This cannot be undone").waitFor();
  await picture(panel, "question", { width: 400, height: 640 });
  expect((await acme.emulator.control.job(stale[0] ?? ""))?.state).toBe("Open");
  await question.getByRole("button", { name: "Close 8 jobs" }).click();
  await panel.getByRole("heading", { name: "Closed: 8" }).waitFor();
  await panel.getByRole("heading", { name: "No job was left open" }).waitFor();
  const states = (await acme.emulator.control.jobs()).map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(["Closed"]));

  // Another org of the same browser is another panel; its job is as it was.
  const orgsHere = await open(first, "popup.html");
  await orgsHere.getByRole("heading", { name: "Orgs of this browser" }).waitFor();
  await orgsHere.getByRole("button", { name: beta.host }).click();
  await orgsHere.getByRole("heading", { name: "1 job left open for more than a day" }).waitFor();
  expect(await orgsHere.getByText("Sandbox", { exact: true }).isVisible()).toBe(true);
  await orgsHere.close();
  expect((await beta.emulator.control.job(ofBeta))?.state).toBe("Open");

  // A load of 50,000 rows; the browser dies while its third batch is on its way.
  const load = await open(first, `console.html?org=${acme.host}#/load`);
  await load.locator('.org-chip[data-state="ready"]').waitFor();
  const file = { name: "accounts.csv", mimeType: "text/csv", buffer: Buffer.from(accounts()) };
  await load.getByLabel("Object").fill("Account");
  await load.getByLabel(/Drop a CSV file here/).setInputFiles(file);
  await load.getByRole("button", { name: "Check all rows" }).click();
  const hold = acme.holdBatchesAfter(2);
  await load.getByRole("button", { name: "Insert 50,000 rows" }).click();
  await hold.reached;
  await first.kill();
  hold.letGo();

  const second = await startChromium(folder, profile, hosts);
  if (typeof second === "string") throw new Error(second);
  expect(second.id).toBe(first.id);
  const again = await visit(second.context, await acme.signIn(otherUserId), acme.page);

  // Somebody else's session does not go on with it.
  const taken = await open(second, `console.html?org=${acme.host}#/load`);
  await taken.getByText("Not loaded to its end: accounts.csv").waitFor();
  await taken.getByText(/It was begun as user@emulator\.example, and this session is .*'s/).waitFor();
  expect(await taken.getByLabel(/^Choose accounts\.csv again/).count()).toBe(0);

  // The user's own does, with the file chosen again: every row is there once.
  await again.goto(await acme.signIn());
  await taken.getByRole("heading", { name: "This browser is signed in as user@emulator.example now" }).waitFor();
  await taken.getByRole("button", { name: "Work as user@emulator.example" }).click();
  await taken.getByLabel(/^Choose accounts\.csv again to go on at row [\d,]+$/).setInputFiles(file);
  await taken.getByText("49,950 of 50,000 rows were written, 50 failed").waitFor();
  await picture(taken, "outcome");
  const written = await acme.emulator.control.records("Account");
  expect(written).toHaveLength(manyRows);
  expect(new Set(written.map(({ Ext__c }) => Ext__c)).size).toBe(manyRows);

  // What was in the way is gone; the 50 are loaded again.
  await deleteAccounts(acme);
  await taken.getByRole("button", { name: "Load failed rows again" }).click();
  await taken.getByRole("button", { name: "Check all rows" }).click();
  await taken.getByRole("button", { name: "Insert 50 rows" }).click();
  await taken.getByText("all 50 rows were written").waitFor();
  expect(await acme.emulator.control.records("Account")).toHaveLength(manyRows);
  expect(badRows).toBe(50);

  // Login As: the old session ends, and the tab does not go on with the new one's.
  const before = await acme.emulator.control.exchanges();
  await again.goto(await acme.signIn(otherUserId));
  await taken.getByRole("heading", { name: /^This browser is signed in as 0058z/ }).waitFor();
  await picture(taken, "another-user");
  await acme.endSessions();
  await taken.getByRole("link", { name: "Jobs", exact: true }).click();
  await taken.getByText(/cannot go on as "user@emulator\.example": this browser is signed in as "0058z/).waitFor();
  const since = (await acme.emulator.control.exchanges()).slice(before.length);
  const asked = since.filter(({ path, status }) => !path.includes("/userinfo") && (status ?? 500) < 400);
  expect(asked.map(({ path }) => path)).toEqual([]);

  // An org that refuses the browser's session: an app is let in by a window of Salesforce's.
  await again.goto(await closed.signIn());
  const options = await open(second, "options.html");
  await options.getByLabel("Client id (consumer key)").fill("of the tests");
  await options.getByLabel("Client id (consumer key)").blur();
  const refused = await open(second, `console.html?org=${closed.host}#/jobs`);
  await refused.getByRole("heading", { name: "This org refuses the browser's session" }).waitFor();
  await picture(refused, "refused");
  await refused.getByRole("button", { name: "Sign in by your app" }).click();
  await refused.locator('.org-chip[data-state="ready"]').waitFor();
  await refused.getByRole("heading", { name: "Jobs" }).waitFor();

  // Who wants to is told on the button how many jobs of theirs were left open.
  await again.goto(await beta.signIn());
  await options.getByLabel("Count mine on the button").check();
  await picture(options, "options");
  const worker = await workerOf(second);
  const badge = async (): Promise<string> => await worker.evaluate(async () => await chrome.action.getBadgeText({}));
  await expect.poll(badge, patient).toBe("1");
  await options.getByLabel("Count mine on the button").uncheck();
  await expect.poll(badge, patient).toBe("");

  // The background sees that a console is open: a new version waits for it.
  const tabsOf = async (): Promise<(string | undefined)[]> =>
    (await chrome.runtime.getContexts({ contextTypes: ["TAB"] as chrome.runtime.ContextType[] })).map(
      ({ documentUrl }) => documentUrl,
    );
  expect(await worker.evaluate(tabsOf)).toContain(taken.url());

  // What the browser takes away from it, it says, and asks for.
  const settings = await second.context.newPage();
  await settings.goto("chrome://extensions");
  await settings.evaluate(
    `chrome.developerPrivate.updateExtensionConfiguration({ extensionId: ${JSON.stringify(second.id)}, hostAccess: "ON_CLICK" })`,
  );
  const without = await open(second, "popup.html");
  await without.getByRole("heading", { name: "This browser does not let sfbulk see Salesforce" }).waitFor();

  // It has asked nobody but the orgs. The browser asks its maker by itself, and looks for the place where a sign-in ends.
  const ofTheBrowser = /\.(?:google|googleapis|chromiumapp)\.(?:com|org)$/;
  expect([...hosts.strangers].filter((host) => !ofTheBrowser.test(host))).toEqual([]);
}
