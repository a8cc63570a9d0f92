import { expect, test } from "vitest";
import type { OrgPlace } from "../src/orgs/org-place.ts";
import { forgetApp, openSession, signInByApp } from "../src/orgs/org-session.ts";
import { appOfTests, openBrowserInMemory } from "./browser-in-memory.ts";

const host = "acme.my.salesforce.com";

test("who signs in by an app in a container is not signed in by it in another", async () => {
  const [one, other, usual] = ["firefox-container-1", "firefox-container-2", "firefox-default"].map((storeId) => ({
    host,
    storeId,
  })) as [OrgPlace, OrgPlace, OrgPlace];
  const browser = await openBrowserInMemory({
    "firefox-default": host,
    "firefox-container-1": host,
    "firefox-container-2": host,
  });
  browser.local.set("settings", { clientId: appOfTests });
  const by = async (): Promise<string[]> =>
    await Promise.all([one, other, usual, { host }].map(async (place) => (await openSession(place)).by));

  await signInByApp(one);
  expect(await by()).toEqual(["app", "browser", "browser", "browser"]);
  await signInByApp(other);
  expect(await by()).toEqual(["app", "app", "browser", "browser"]);
  // Each has a grant of its own.
  const tokens = await Promise.all(
    [one, other].map(async (place) => await (await openSession(place)).connection.accessToken()),
  );
  expect(new Set(tokens).size).toBe(2);
  await forgetApp(one);
  expect(await by()).toEqual(["browser", "app", "browser", "browser"]);
  expect([...browser.session.keys()].filter((key) => key.includes("container-1"))).toEqual([]);
  // The usual windows are those of a place without a store.
  await signInByApp({ host });
  expect(await by()).toEqual(["browser", "app", "app", "app"]);
});
