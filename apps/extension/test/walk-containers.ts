import { fileURLToPath } from "node:url";
import { expect, type TestContext } from "vitest";
import { openInFirefox, press, startFirefox, waitForText } from "./start-firefox.ts";
import { startOrgs } from "./start-orgs.ts";
import { skipWalk } from "./start-walk.ts";
import { temporaryFolder } from "./unpack-extension.ts";

const archive = fileURLToPath(new URL("../dist/sfbulk-firefox.zip", import.meta.url));

/** Goes through Firefox with an org of the usual windows and another one of a container. */
export async function walkContainers(context: TestContext): Promise<void> {
  const { orgs, hosts } = await startOrgs({ acme: {}, beta: { seed: 2 } });
  const { acme, beta } = orgs;
  await acme.addStaleJobs(2);
  await beta.addStaleJobs(1);
  const firefox = await startFirefox(archive, temporaryFolder(), hosts);
  if (typeof firefox === "string") return skipWalk(context, "Firefox", firefox);
  await openInFirefox(firefox, await acme.signIn());
  const container = await firefox.browser.createBrowserContext();
  await (await container.newPage()).goto(await beta.signIn());

  // The container's org is found with its own session, which a place without the container does not have.
  const popup = await openInFirefox(firefox, firefox.url("popup.html"));
  await waitForText(popup, /Orgs of this browser/);
  await press(popup, beta.host);
  await waitForText(popup, /1 job left open for more than a day/);
  await press(popup, "Close 1 job");
  await waitForText(popup, /This cannot be undone/);
  await press(popup, "Close 1 job");
  await waitForText(popup, /Closed: 1/);
  expect((await beta.emulator.control.jobs()).map(({ state }) => state)).toEqual(["Closed"]);
  expect((await acme.emulator.control.jobs()).map(({ state }) => state)).toEqual(["Open", "Open"]);
  const without = await openInFirefox(firefox, firefox.url(`console.html?org=${beta.host}#/jobs`));
  await waitForText(without, /Nobody is signed in to this org here/);
}
