import { expect, test } from "vitest";
import { countStaleJobs } from "../src/background/badge.ts";
import { openBrowserInMemory } from "./browser-in-memory.ts";

const [acme, beta, gamma] = ["acme", "beta", "gamma"].map((name) => `${name}.my.salesforce.com`) as [
  string,
  string,
  string,
];

const twoDays = 2 * 24 * 3_600_000;

test.each([
  ["Chrome", { 0: acme, 1: beta }, 2],
  ["Firefox", { "firefox-default": acme, "firefox-private": beta, "firefox-container-1": gamma }, 4],
  ["Firefox, signed in to an org twice", { "firefox-default": acme, "firefox-container-1": acme }, 2],
])("the number of %s counts each job once, and none of private windows", async (_browser, signedIn, expected) => {
  const browser = await openBrowserInMemory(signedIn);
  browser.local.set("settings", { notifies: true });
  for (const org of browser.orgs.values()) {
    for (let index = 0; index < 2; index++) await org.control.addJob({ ageMs: twoDays });
  }
  const ofPrivate = (await browser.orgs.get(beta)?.control.jobs())?.map(({ id }) => id) ?? [];
  await countStaleJobs();
  expect(browser.badge()).toBe(String(expected));
  expect(browser.notes).toHaveLength(1);
  expect(browser.notes[0]).toContain(`${expected} jobs of yours were left open: ${acme}`);
  const kept = JSON.stringify([...browser.local, ...browser.session, ...browser.notes]);
  for (const trace of [beta, ...ofPrivate]) expect(kept).not.toContain(trace);
});
