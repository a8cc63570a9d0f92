import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isLong } from "../../../tools/is-long.mjs";
import { addJobs, askEmulator, chooseText, endChromium, openConsole } from "./console-tab.ts";

const folder = fileURLToPath(new URL("../reports/rare-looks", import.meta.url));

beforeAll(async () => await mkdir(folder, { recursive: true }));
afterAll(endChromium);

test.runIf(isLong)(
  "what is rare is wide enough too: many, long, from right to left, failing, doubled, forced, on paper",
  async () => {
    const { page, complaints } = await openConsole("jobs");
    const places = page.getByRole("navigation", { name: "Console" });
    const shoot = async (name: string, widths: readonly number[] = [1440, 360], height = 900): Promise<void> => {
      for (const width of widths) {
        await page.setViewportSize({ width, height });
        await page.evaluate(async () => {
          scrollTo(0, 0);
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        });
        await page.screenshot({ path: join(folder, `${name}-${width}.png`) });
        const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(sticksOut, `${name} at ${width}`).toBeLessThanOrEqual(0);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    };
    /** At 200 % a window of 1440 by 900 has half of that. */
    const doubled = async (name: string): Promise<void> => await shoot(`${name}-doubled`, [720], 450);
    const inOtherMedia = async (name: string): Promise<void> => {
      await page.emulateMedia({ forcedColors: "active" });
      await shoot(`${name}-forced`);
      await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
      await shoot(`${name}-forced-dark`, [1440]);
      await page.emulateMedia({ forcedColors: "none", media: "print", colorScheme: "light" });
      await shoot(`${name}-print`, [900]);
      await page.emulateMedia({ media: "screen" });
    };

    await page.getByPlaceholder("Id, object, operation").fill("nothing of the kind");
    await page.getByText("No job fits").waitFor();
    await shoot("none");
    await page.getByRole("button", { name: "Show all jobs" }).click();
    await addJobs(page, 200);
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByText("1–50 of 220").waitFor();
    await page.getByLabel("Select all jobs of this page").check();
    await shoot("many");
    await page.getByRole("button", { name: "Next" }).scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(folder, "many-end.png") });
    await doubled("many");
    await inOtherMedia("many");
    await page.getByRole("button", { name: "Clear" }).click();

    // What the list is refused by, and what it said before.
    const refusal = { kind: "refused", exceptionCode: "FeatureNotEnabled", exceptionMessage: "Async API not enabled" };
    await askEmulator(page, "fail", { ...refusal, times: "always", on: { operation: "listJobs" } });
    await page.getByRole("button", { name: "Refresh" }).click();
    await page.getByText("The jobs cannot be listed").waitFor();
    await shoot("list-fails");

    await places.getByRole("link", { name: "Load" }).click();
    const columns = ["שם משפחה", "שם פרטי", "A_very_long_name_of_a_column_that_somebody_has_made_up__c", "Email"];
    const rows = ["לאבלייס,עדה,x,ada@example.com", `${"long ".repeat(60)},y,${"x".repeat(300)},b@example.com`];
    const name = `${"a file with a long name, דוח מכירות ".repeat(4)}.csv`;
    await chooseText(page, name, `${columns.join(",")}\n${rows.join("\n")}\n`);
    await page.getByRole("button", { name: "Leave it out" }).first().waitFor();
    await shoot("long-preview", [1440, 768, 390, 360]);
    await doubled("long-preview");
    await inOtherMedia("long-preview");
    const field = (column: string) => page.getByLabel(`Field for column ${column}`);
    await field("שם משפחה").fill("LastName");
    await field("שם פרטי").fill("FirstName");
    await field(columns[2] ?? "").fill("");
    await field(columns[2] ?? "").blur();
    await page.getByRole("button", { name: "Check all rows" }).click();
    await page.getByRole("button", { name: "Insert 2 rows" }).waitFor();
    await shoot("long-confirm");
    await doubled("long-confirm");
    await page.getByRole("button", { name: "Insert 2 rows" }).click();
    await page.getByRole("button", { name: "Load another file" }).waitFor();
    await shoot("long-outcome");
    await inOtherMedia("long-outcome");

    await places.getByRole("link", { name: "Query" }).click();
    await page.getByRole("textbox", { name: "SOQL" }).fill("SELECT Nothing FROM Contact");
    await page.getByRole("button", { name: "Run the query" }).click();
    await page.getByText("The query failed", { exact: true }).waitFor();
    await shoot("query-fails");
    await doubled("query-fails");
    await page.getByRole("textbox", { name: "SOQL" }).fill("SELECT Id, LastName FROM Contact");
    await page.getByRole("button", { name: "Run the query" }).click();
    await page.getByRole("status", { name: "The query is running" }).waitFor();
    await shoot("query-runs", [1440]);

    await places.getByRole("link", { name: "History" }).click();
    await page.locator(".past > summary").first().click();
    await shoot("long-history");
    await doubled("long-history");
    await inOtherMedia("long-history");

    await places.getByRole("link", { name: "Connect" }).click();
    await shoot("connect");
    await doubled("connect");
    await page.goto(`${page.url().split("#")[0]}#/jobs/750000000000001AAA`);
    await page
      .getByRole("alert")
      .or(page.getByText(/cannot be read/))
      .first()
      .waitFor();
    await shoot("no-such-job");
    for (const place of ["Faults", "Wire"]) {
      await places.getByRole("link", { name: place }).click();
      await page.getByRole("heading", { level: 1, name: place }).waitFor();
      await doubled(place.toLowerCase());
      await inOtherMedia(place.toLowerCase());
    }
    expect(complaints()).toEqual([]);
  },
);
