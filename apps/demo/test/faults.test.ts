import { scenarios } from "@sfbulk/emulator";
import { afterAll, expect, test } from "vitest";
import { endChromium, openConsole } from "./console-tab.ts";

afterAll(endChromium);

/** What the console plays: closing a job. */
const closings = scenarios.filter(({ call }) => call === "closeJob");

test("every scenario of the menu ends as the table says", async () => {
  const { page, complaints } = await openConsole("faults");
  await page.getByRole("button", { name: /^Play all/ }).click();
  await page.getByRole("button", { name: /^Play all/, disabled: false }).waitFor({ timeout: 240_000 });
  const menu = await page
    .locator(".scenario")
    .evaluateAll((entries) =>
      entries.map((entry) => [
        entry.getAttribute("data-scenario"),
        entry.querySelector(".mark")?.getAttribute("data-run"),
      ]),
    );
  expect(menu).toEqual(closings.map(({ name }) => [name, "expected"]));
  expect(await page.getByTestId("played").textContent()).toBe(`${closings.length} of ${closings.length} as expected`);
  expect(complaints()).toEqual([]);
});

test("a scenario is watched, and followed to the wire", async () => {
  const { page } = await openConsole("faults");
  await page.getByPlaceholder("answer lost, session, 503…").fill("status 400, JSON");
  await page.locator('[data-scenario="session-expired"]').click();
  await page.getByRole("button", { name: "Close the job", exact: true }).click();
  await page.getByText("The job is Closed: the reply to the close says so").waitFor();
  await page.getByText("session renewed").waitFor();
  await page.getByRole("link", { name: "See it on the wire" }).click();
  const attempts = page.locator(".exchange .attempt");
  // The log is shown a moment after the fact.
  await expect
    .poll(async () => await attempts.allTextContents())
    .toEqual([expect.stringContaining("400"), expect.stringContaining("200")]);
  await attempts.nth(1).click();
  const steps = await page.getByRole("list", { name: "Steps of the library" }).innerText();
  expect(steps).toContain("yes: Salesforce rejected the one before");
  expect(steps).toContain("7508Z00000Sc060QAB, the one that was asked for");
});

test("no session is shown anywhere on the wire", async () => {
  const { page } = await openConsole("faults");
  const sent = page.waitForRequest((request) => request.url().includes("/job/") && request.method() === "POST");
  await page.getByRole("button", { name: "Close the job", exact: true }).click();
  const token = (await (await sent).allHeaders())["x-sfdc-session"] ?? "";
  expect(token).toMatch(/^00D/);
  await page.getByRole("link", { name: "See it on the wire" }).click();
  await page.locator(".exchange").waitFor();
  expect(await page.content()).not.toContain(token.slice(4));
  expect(await page.content()).toContain("[session]");
});
