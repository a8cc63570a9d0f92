import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type TestContext } from "vitest";
import { accounts, deleteAccounts, manyRows } from "./many-accounts.ts";
import { otherUserId } from "./start-orgs.ts";
import { skipWalk, startWalk } from "./start-walk.ts";
import {
  chooseInFirefox,
  openInFirefox,
  press,
  startFirefox,
  tabInFirefox,
  waitForText,
  write,
} from "./start-firefox.ts";
import { temporaryFolder } from "./unpack-extension.ts";

const archive = fileURLToPath(new URL("../dist/sfbulk-firefox.zip", import.meta.url));

/** Goes through Firefox: from the button to 50,000 rows, over a dead browser; two orgs, another user, refusals. */
export async function walkFirefox(context: TestContext): Promise<void> {
  const { acme, beta, closed, hosts } = await startWalk();
  const profile = temporaryFolder();
  const first = await startFirefox(archive, profile, hosts);
  if (typeof first === "string") return skipWalk(context, "Firefox", first);

  // The button of the page opens the panel on the org of that tab: in a tab, since Firefox's sidebar has a button of its own.
  const salesforce = await openInFirefox(first, await acme.signIn());
  await salesforce.goto(await beta.signIn());
  await salesforce.goto(acme.page);
  await press(salesforce, "Bulk jobs left open");
  const panel = await tabInFirefox(first, first.url("panel.html?tab="));
  await waitForText(
    panel,
    /^acme\.my\.salesforce\.com\s+Production\s+user@emulator\.example\s+8 jobs left open for more than a day/,
  );
  await press(panel, "Close 8 jobs");
  await waitForText(panel, /This cannot be undone/);
  expect((await acme.emulator.control.jobs()).map(({ state }) => state)).toEqual(
    Array.from({ length: 8 }, () => "Open"),
  );
  await press(panel, "Close 8 jobs");
  await waitForText(panel, /No job was left open[\s\S]*Closed: 8/);
  expect(new Set((await acme.emulator.control.jobs()).map(({ state }) => state))).toEqual(new Set(["Closed"]));

  // Another org of the same browser.
  const popup = await openInFirefox(first, first.url("popup.html"));
  await press(popup, beta.host);
  await waitForText(popup, /Sandbox[\s\S]*1 job left open for more than a day/);

  // A load of 50,000 rows; the browser dies while its third batch is on its way.
  const file = join(temporaryFolder(), "accounts.csv");
  writeFileSync(file, accounts());
  const load = await openInFirefox(first, first.url(`console.html?org=${acme.host}#/load`));
  await write(load, "input[list=objects]", "Account");
  await chooseInFirefox(load, "Drop a CSV file here", file);
  await press(load, "Check all rows");
  const hold = acme.holdBatchesAfter(2);
  await press(load, "Insert 50,000 rows");
  await hold.reached;
  await first.kill();
  hold.letGo();

  // Somebody else's session does not go on with it.
  const second = await startFirefox(archive, profile, hosts);
  if (typeof second === "string") throw new Error(second);
  const again = await openInFirefox(second, await acme.signIn(otherUserId));
  const taken = await openInFirefox(second, second.url(`console.html?org=${acme.host}#/load`));
  await waitForText(taken, /Not loaded to its end: accounts\.csv[\s\S]*It was begun as user@emulator\.example/);
  expect(await taken.evaluate("document.body.innerText")).not.toMatch(/Choose accounts\.csv again/);

  // The user's own does, with the file chosen again: every row is there once. Then what was in the way is gone.
  await again.goto(await acme.signIn());
  await press(taken, "Work as user@emulator.example");
  await chooseInFirefox(taken, "Choose accounts.csv again", file);
  await waitForText(taken, /49,950 of 50,000 rows were written, 50 failed/);
  const written = await acme.emulator.control.records("Account");
  expect(new Set(written.map(({ Ext__c }) => Ext__c)).size).toBe(manyRows);
  expect(written).toHaveLength(manyRows);
  await deleteAccounts(acme);
  await press(taken, "Load failed rows again");
  await press(taken, "Check all rows");
  await press(taken, "Insert 50 rows");
  await waitForText(taken, /all 50 rows were written/);
  expect(await acme.emulator.control.records("Account")).toHaveLength(manyRows);

  // Login As: the old session ends, and the tab does not go on with the new one's.
  await again.goto(await acme.signIn(otherUserId));
  await waitForText(taken, /This browser is signed in as 0058z/);
  await acme.endSessions();
  await press(taken, "Jobs");
  await waitForText(taken, /cannot go on as "user@emulator\.example": this browser is signed in as "0058z/);

  // An org that refuses the browser's session: an app is let in by a window of Salesforce's.
  await again.goto(await closed.signIn());
  const options = await openInFirefox(second, second.url("options.html"));
  await waitForText(options, /allizom\.org/);
  await write(options, "input[name=client-id]", "of the tests");
  const refused = await openInFirefox(second, second.url(`console.html?org=${closed.host}#/jobs`));
  await waitForText(refused, /This org refuses the browser's session/);
  await press(refused, "Sign in by your app");
  await waitForText(refused, /closed · user@emulator\.example/);

  // What a person takes away from it, it says, and asks for.
  await refused.evaluate("chrome.permissions.remove({ origins: chrome.runtime.getManifest().host_permissions })");
  const without = await openInFirefox(second, second.url("popup.html"));
  await waitForText(without, /This browser does not let sfbulk see Salesforce/);
  await press(without, "Allow it");
  await waitForText(without, /Orgs of this browser/);

  // It has asked nobody but the orgs.
  expect([...hosts.strangers].filter((host) => !/\.(?:mozilla|firefox)\.(?:com|org|net)$/.test(host))).toEqual([]);
}
