import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import type { Page } from "playwright";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { chooseText, endChromium, openConsole, startDemo } from "./console-tab.ts";

afterAll(endChromium);

interface PortOrg extends Pick<Emulator, "control" | "accessToken"> {
  readonly url: string;
}

async function startOrg(): Promise<PortOrg> {
  const emulator = createEmulator();
  const server = await listen(emulator);
  onTestFinished(server.close);
  await emulator.control.addJob({ object: "Lead", operation: "delete" });
  return { url: server.url, control: emulator.control, accessToken: emulator.accessToken };
}

async function connect(page: Page, way: RegExp, instanceUrl: string, accessToken: string): Promise<void> {
  await page.getByRole("radio", { name: way }).check();
  await page.getByLabel("Instance URL").fill(instanceUrl);
  await page.getByLabel("Access token").fill(accessToken);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

/** Closes the one job of the org through the page. */
async function closeTheJob(page: Page, org: PortOrg): Promise<void> {
  await page.getByRole("row").filter({ hasText: "Lead" }).getByText("You").waitFor();
  await page.getByLabel(/^Select job/).check();
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Close 1 job" }).click();
  await page.getByText(/^took/).waitFor();
  expect((await org.control.jobs()).map(({ state }) => state)).toEqual(["Closed"]);
}

const directly = /directly/;
const relayed = /through the relay/;

test("works with an emulator on a port, which allows the page (CORS)", async () => {
  const org = await startOrg();
  const demo = await startDemo();
  await org.control.allowOrigins([demo.url]);
  const { page, complaints } = await openConsole("connect", { demo });
  await connect(page, directly, org.url, org.accessToken);
  await closeTheJob(page, org);
  expect(complaints()).toEqual([]);
});

test("works with an org that allows nobody, through the relay", async () => {
  const org = await startOrg();
  const demo = await startDemo([org.url]);
  const { page, complaints } = await openConsole("connect", { demo });
  await connect(page, relayed, org.url, org.accessToken);
  await closeTheJob(page, org);
  // The fields of the object are described through it, too.
  await page.getByRole("link", { name: "Load", exact: true }).click();
  await chooseText(page, "contacts.csv", "Last Name\nLovelace\n");
  await page.getByText("1 row · 1 column").waitFor();
  await expect.poll(async () => await page.getByLabel("Field for column Last Name").inputValue()).toBe("LastName");
  expect(complaints()).toEqual([]);
});

test("says in words that the org does not allow the page", async () => {
  const org = await startOrg();
  const { page } = await openConsole("connect");
  await connect(page, directly, org.url, org.accessToken);
  const notice = page.getByRole("alert");
  await notice.getByText("does not let this page read its answers (CORS)").waitFor();
  expect(await notice.innerText()).toContain("Setup → Security → CORS");
  expect(await notice.locator("code").innerText()).toBe(new URL(page.url()).origin);
});

test("tells silence from a refusal, a rejected token from both, and a relay that may not", async () => {
  const org = await startOrg();
  const demo = await startDemo([org.url]);
  await org.control.allowOrigins([demo.url]);
  const { page } = await openConsole("connect", { demo });
  await connect(page, directly, "http://127.0.0.1:9", org.accessToken);
  await page.getByText("Nobody answers at this address").waitFor();
  await connect(page, directly, org.url, "00Dwrong!token");
  await page.getByText("The org answers, and rejects the token").waitFor();
  await connect(page, directly, "acme", "x");
  await page.getByText("That cannot be used").waitFor();
  await connect(page, relayed, "http://127.0.0.1:9", org.accessToken);
  await page.getByText("The relay answers, and did not get through").waitFor();
});

test("keeps the token in memory alone", async () => {
  const org = await startOrg();
  const demo = await startDemo();
  await org.control.allowOrigins([demo.url]);
  const { page } = await openConsole("connect", { demo });
  await connect(page, directly, org.url, org.accessToken);
  await page.getByRole("row").filter({ hasText: "Lead" }).waitFor();
  const kept = await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const entries = await Promise.all(
      databases.map(async ({ name = "" }) => {
        const open = indexedDB.open(name);
        await new Promise((resolve) => open.addEventListener("success", resolve));
        const all = open.result.transaction("entries").objectStore("entries").getAll();
        await new Promise((resolve) => all.addEventListener("success", resolve));
        return JSON.stringify(all.result);
      }),
    );
    return [
      location.href,
      document.cookie,
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      ...entries,
    ].join("\n");
  });
  expect(kept).not.toContain(org.accessToken);
  await page.reload();
  await page.locator(".org-chip", { hasText: "Emulator in this page" }).waitFor();
});
