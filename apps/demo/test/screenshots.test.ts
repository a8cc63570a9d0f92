import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isLong } from "../../../tools/is-long.mjs";
import { chooseText, endChromium, openConsole } from "./console-tab.ts";

/** Where they are kept is in the repository: on demand only, since each run paints other times. */
const folder = fileURLToPath(
  new URL(process.env["KEEP_SCREENSHOTS"] === "1" ? "../screenshots" : "../reports/screenshots", import.meta.url),
);

beforeAll(async () => await mkdir(folder, { recursive: true }));
afterAll(endChromium);

/** Whether they are taken: nothing is compared with them, and painting takes longer than all else. */
const areTaken = isLong || process.env["KEEP_SCREENSHOTS"] === "1";

/** How each view is looked at: name, width, height, and colours. */
const looks = [
  ["light", 1440, 900, "light"],
  ["tablet", 768, 1024, "light"],
  ["smallest", 360, 780, "light"],
  ["wide", 2560, 1300, "light"],
  ["phone", 390, 844, "light"],
  ["dark", 1440, 900, "dark"],
  ["phone-dark", 390, 844, "dark"],
] as const;

/** Nothing may stick out at the side. */
async function isWideEnough(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
}

/** Without them it is the widths alone that matter; colours are looked at by axe. */
const taken = areTaken ? looks : looks.filter(([, , , colours]) => colours === "light");

test("each view is wide enough for what is in it, from 360 to 2560 pixels", async () => {
  const { page, complaints } = await openConsole("jobs");
  const shoot = async (name: string): Promise<void> => {
    for (const [look, width, height, colorScheme] of taken) {
      // The size last: what stands in fields is painted anew with it.
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await page.evaluate(async () => {
        scrollTo(0, 0);
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      });
      if (areTaken) await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
      expect(await isWideEnough(page), `${name} ${look}`).toBe(true);
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const places = page.getByRole("navigation", { name: "Console" });
  await page.locator("table.jobs tbody tr").first().waitFor();
  await page.locator(".unread").first().waitFor({ state: "detached" });
  await shoot("jobs");
  await places.getByRole("link", { name: "Load" }).click();
  await page.getByRole("region", { name: "Your open jobs" }).getByRole("row").nth(1).waitFor();
  await page.getByLabel("Select all jobs of this page").check();
  await shoot("load-open-jobs");
  await places.getByRole("link", { name: "Jobs" }).click();
  await page.getByRole("button", { name: /^Open \d/ }).click();
  await page.getByLabel("Select all jobs of this page").check();
  await page.getByRole("region", { name: "Selected jobs" }).getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog").waitFor();
  await shoot("confirm");
  await page.getByRole("button", { name: /^Close \d+ jobs/ }).click();
  await page.getByText(/^took/).waitFor();
  await page.getByRole("group", { name: "Show" }).getByText("Open 3").waitFor();
  await page.getByRole("group", { name: "Show" }).getByText("All").click();
  await shoot("closed");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.locator("td", { hasText: /^50$/ }).first().waitFor();
  await page.getByRole("row").filter({ hasText: "800" }).getByRole("link").click();
  await page.getByRole("region", { name: "Failed rows, as they were sent" }).waitFor();
  await page.locator(".chart canvas").waitFor();
  await shoot("job");
  await places.getByRole("link", { name: "Load" }).click();
  await shoot("load-choose");
  const rows = Array.from(
    { length: 240 },
    (_, i) => `Ada,${i % 60 === 9 ? "" : "Okafor"},ada${i}@example.com,10-12-1815,Account ${i + 1}`,
  );
  await chooseText(page, "contacts.csv", `First Name,Last Name,Email,Birthday,Company\n${rows.join("\n")}\n`);
  await page.getByRole("button", { name: "Leave it out" }).first().waitFor();
  await page.getByLabel("Field for column Company").fill("Account.Name");
  await page.getByLabel("Field for column Company").blur();
  await page.getByLabel("If there is none").waitFor();
  await shoot("load-preview");
  await page.getByLabel("Field for column Birthday").fill("Birthdate");
  await page.getByLabel("Rows per batch").fill("100");
  await page.getByLabel("Rows per batch").blur();
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Insert 240 rows" }).waitFor();
  await shoot("load-confirm");
  await page.getByRole("button", { name: "Back to the columns" }).click();
  await page.getByLabel("Field for column Birthday").fill("");
  await page.getByLabel("Field for column Birthday").blur();
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Insert 240 rows" }).click();
  await page.getByRole("list", { name: "Batches" }).waitFor();
  await shoot("load-running");
  await page.getByText("236 of 240 rows were written, 4 failed").waitFor();
  await shoot("load-outcome");
  await page.getByRole("button", { name: "Load another file" }).click();
  await page.getByLabel("Operation").selectOption("delete");
  await chooseText(page, "old contacts.csv", `Id\n003000000000001AAA\n003000000000002AAA\n`);
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Delete 2 rows" }).waitFor();
  await shoot("load-delete");
  await page.getByRole("button", { name: "Back to the columns" }).click();
  await page.getByRole("button", { name: "Another file" }).click();
  await places.getByRole("link", { name: "Query" }).click();
  await page
    .getByRole("textbox", { name: "SOQL" })
    .fill("SELECT Id, Name, Industry, BillingCity, CreatedDate FROM Account");
  await page.getByRole("button", { name: "Run the query" }).click();
  await page.getByRole("button", { name: "Download as CSV" }).waitFor();
  await page.locator(".row-window tbody tr").nth(9).waitFor();
  await shoot("query");
  const box = page.getByRole("textbox", { name: "SOQL" });
  await box.fill("SELECT Id, Name, Bil FROM Account");
  await box.evaluate((one: HTMLTextAreaElement) => one.setSelectionRange(20, 20));
  await box.press("l");
  await page.getByRole("option", { name: /^BillingCity/ }).waitFor();
  await shoot("query-suggestions");
  await box.press("Escape");
  await places.getByRole("link", { name: "History" }).click();
  await page.locator(".past > summary").first().click();
  await shoot("history");
  await places.getByRole("link", { name: "Faults" }).click();
  await page.getByRole("button", { name: "Close the job", exact: true }).click();
  await page.getByText("as expected", { exact: true }).waitFor();
  await shoot("faults");
  await page.getByRole("link", { name: "See it on the wire" }).click();
  await page.locator(".exchange .attempt").nth(2).click();
  await page
    .getByRole("region", { name: /^Response/ })
    .getByRole("button", { name: "Hex" })
    .click();
  await shoot("wire");
  await places.getByRole("link", { name: "Connect" }).click();
  await page.getByRole("radio", { name: /directly/ }).check();
  await page.getByLabel("Instance URL").fill("http://127.0.0.1:9");
  await page.getByLabel("Access token").fill("00D");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await shoot("connect");
  expect(complaints()).toEqual([]);
});
