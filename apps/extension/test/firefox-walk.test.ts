import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { lockChromium } from "../../../tools/chromium-lock.mjs";
import { startOrgs } from "./start-orgs.ts";
import { temporaryFolder } from "./unpack-extension.ts";
import { openInFirefox, startFirefox } from "./start-firefox.ts";

const archive = fileURLToPath(new URL("../dist/sfbulk-firefox.zip", import.meta.url));

test("the walk in Firefox", async (context) => {
  onTestFinished(await lockChromium());
  const { orgs, hosts } = await startOrgs({ acme: {} });
  const first = await startFirefox(archive, temporaryFolder(), hosts);
  if (typeof first === "string") return context.skip(first);
  const { acme } = orgs;
  await acme.addStaleJobs(8);
  const page = await openInFirefox(first, await acme.signIn());
  await page.goto(acme.page);
  console.log(await page.evaluate("document.documentElement.outerHTML"));
  await page.screenshot({ path: "/tmp/fx-1.png" });
  const p2 = await first.browser.newPage();
  p2.goto(first.url("popup.html")).then(() => console.log("gone"), (e) => console.log("err", String(e)));
  await new Promise((r) => setTimeout(r, 6000));
  console.log(p2.url());
  for (const one of await first.browser.pages()) { console.log(one.url()); }
  console.log(await Promise.race([p2.evaluate("document.body.innerText"), new Promise((r) => setTimeout(() => r("hangs"), 4000))]));
  console.log([...hosts.strangers]);
  expect(1).toBe(1);
});
