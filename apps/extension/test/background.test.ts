import { getUser } from "@sfbulk/browser";
import { expect, test, vi } from "vitest";
import { carryOut, goOnWithOrders } from "../src/background/kept-orders.ts";
import { addTold } from "../src/background/told-jobs.ts";
import { updateUnlessUsed } from "../src/background/update.ts";
import { askToEndJobs, type EndJobsOrder } from "../src/jobs/end-jobs.ts";
import { type BrowserInMemory, openBrowserInMemory } from "./browser-in-memory.ts";

/** An order to close jobs that were left open, as the popup gives it. */
async function orderOf({ org, host }: BrowserInMemory, count: number): Promise<EndJobsOrder> {
  const jobIds: string[] = [];
  for (let index = 0; index < count; index++) jobIds.push((await org.control.addJob({ ageMs: 90_000_000 })).id);
  const { userId } = await getUser({ ...org, version: "66.0" });
  return { kind: "end-jobs", place: { host }, userId, verb: "close", jobIds };
}

const statesOf = async ({ org }: BrowserInMemory, { jobIds }: EndJobsOrder): Promise<unknown[]> =>
  await Promise.all(jobIds.map(async (id) => (await org.control.job(id))?.state));

test("what is ordered is known until it is done, and has no session in it", async () => {
  const browser = await openBrowserInMemory();
  const order = await orderOf(browser, 2);
  const carried = carryOut(order);
  await expect.poll(() => browser.session.size).toBe(1);
  expect(JSON.stringify([...browser.session])).not.toContain("!");
  expect(await carried).toMatchObject({ ends: [{ kind: "done" }, { kind: "done" }] });
  expect(await statesOf(browser, order)).toEqual(["Closed", "Closed"]);
  expect(browser.session.size).toBe(0);
});

test("a worker that was ended in the middle of closing is gone on with by the next one, for ten minutes", async () => {
  const browser = await openBrowserInMemory();
  const [order, old] = [await orderOf(browser, 2), await orderOf(browser, 1)];
  const now = Date.now();
  browser.session.set("ending jobs 1", { order, given: now - 1000 });
  browser.session.set("ending jobs 2", { order: old, given: now - 600_001 });
  browser.session.set("sfbulk client acme.my.salesforce.com of another", "stays");
  // The first of its jobs was closed before it was ended.
  await carryOut({ ...order, jobIds: order.jobIds.slice(0, 1) });
  await goOnWithOrders(now);
  expect(await statesOf(browser, order)).toEqual(["Closed", "Closed"]);
  expect(await statesOf(browser, old)).toEqual(["Open"]);
  expect([...browser.session.keys()]).toEqual(["sfbulk client acme.my.salesforce.com of another"]);
});

test("what one user ordered, another's session does not go on with", async () => {
  const browser = await openBrowserInMemory();
  const order = { ...(await orderOf(browser, 1)), userId: "0058Z000000OtheQAC" };
  browser.session.set("ending jobs 1", { order, given: Date.now() });
  await goOnWithOrders();
  expect(await statesOf(browser, order)).toEqual(["Open"]);
  expect(browser.session.size).toBe(0);
});

test("a new version waits as long as a console is open, and for no other page", async () => {
  const browser = await openBrowserInMemory();
  browser.tabs.push("chrome-extension://of-the-tests/console.html?org=acme.my.salesforce.com#/load");
  await updateUnlessUsed();
  expect(browser.reloads()).toBe(0);
  browser.tabs[0] = "chrome-extension://of-the-tests/options.html";
  await updateUnlessUsed();
  expect(browser.reloads()).toBe(1);
});

test("of a job that was left open is told once, also where its org was away meanwhile", () => {
  const first = addTold([], ["1", "2"]);
  expect(first).toEqual({ told: ["1", "2"], isNew: true });
  const away = addTold(first.told, ["2"]);
  expect(away).toEqual({ told: ["1", "2"], isNew: false });
  expect(addTold(away.told, ["1", "2"]).isNew).toBe(false);
  expect(addTold(away.told, ["1", "3"])).toEqual({ told: ["1", "2", "3"], isNew: true });
});

test("the background ends jobs for the extension's own pages alone, after what a worker has left", async () => {
  const browser = await openBrowserInMemory();
  const [before, order] = [await orderOf(browser, 1), await orderOf(browser, 1)];
  browser.session.set("ending jobs 1", { order: before, given: Date.now() });
  // The browser is slow to tell what it has kept.
  const { get } = chrome.storage.session;
  let tell = (): void => undefined;
  const told = new Promise<void>((resolve) => (tell = resolve));
  Object.assign(chrome.storage.session, {
    get: async (key: string | null) => {
      if (key === null) await told;
      return await get(key);
    },
  });
  vi.resetModules();
  await import("../src/background/main.ts");
  const url = "chrome-extension://of-the-tests/popup.html";
  for (const sender of [
    { id: "of-the-tests", url: `https://${browser.host}/` },
    { id: "of-the-tests" },
    { id: "of-another", url },
  ]) {
    expect(await browser.send(order, sender)).toBeUndefined();
  }
  expect(await statesOf(browser, order)).toEqual(["Open"]);
  const answer = browser.send(order, { id: "of-the-tests", url });
  expect([...browser.session.keys()]).toEqual(["ending jobs 1"]);
  tell();
  expect(await answer).toMatchObject({ ends: [{ kind: "done" }] });
  expect(await statesOf(browser, order)).toEqual(["Closed"]);
  expect(await statesOf(browser, before)).toEqual(["Closed"]);
  expect(browser.session.size).toBe(0);
});

test.each([
  ["breaks off with an error", () => Promise.reject(new Error("The message port closed before a response"))],
  ["gives no answer", () => Promise.resolve(undefined)],
])("popup and panel ask once more where the background %s", async (_how, end) => {
  const browser = await openBrowserInMemory();
  const order = await orderOf(browser, 1);
  const sendMessage = vi.fn(end).mockImplementationOnce(end);
  sendMessage.mockImplementation((async (asked: EndJobsOrder) => await carryOut(asked)) as never);
  Object.assign(chrome.runtime, { sendMessage });
  expect(await askToEndJobs(order)).toMatchObject({ ends: [{ kind: "done" }] });
  expect(sendMessage.mock.calls).toEqual([[order], [order]]);
});
