import { expect, type TestContext } from "vitest";
import { startChromium } from "./start-chromium.ts";
import { startOrgs } from "./start-orgs.ts";
import { skipWalk } from "./start-walk.ts";
import { temporaryFolder, unpackExtension } from "./unpack-extension.ts";

/** Closes the tab of the extension's console: in the middle of a load, it asks; with none, it does not. */
export async function walkClosedTab(context: TestContext): Promise<void> {
  const { orgs, hosts } = await startOrgs({ acme: {} });
  const { acme } = orgs;
  const chromium = await startChromium(unpackExtension("chrome"), temporaryFolder(), hosts);
  if (typeof chromium === "string") return skipWalk(context, "Chromium", chromium);
  const tab = await chromium.context.newPage();
  await tab.goto(await acme.signIn());
  for (const isLoading of [false, true]) {
    const asked: string[] = [];
    const page = await chromium.context.newPage();
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.goto(chromium.url(`console.html?org=${acme.host}#/load`));
    await page.locator('.org-chip[data-state="ready"]').waitFor();
    await page.getByLabel("Object").fill("Account");
    if (isLoading) {
      const file = { name: "accounts.csv", mimeType: "text/csv", buffer: Buffer.from("Name\nAda\nGrace\n") };
      await page.getByLabel(/Drop a CSV file here/).setInputFiles(file);
      await page.getByRole("button", { name: "Check all rows" }).click();
      const hold = acme.holdBatchesAfter(0);
      await page.getByRole("button", { name: "Insert 2 rows" }).click();
      await hold.reached;
      await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
      hold.letGo();
    } else await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
    expect(asked).toEqual(isLoading ? ["beforeunload"] : []);
  }
}
