import { afterAll, expect, test } from "vitest";
import { endChromium, openConsole } from "./console-tab.ts";

afterAll(endChromium);

test("what fails with nobody to tell of it is said, and put away; what cannot be copied is said where it was asked for", async () => {
  const { page } = await openConsole();
  await page.evaluate(() => {
    // What the browser itself remarks is no failure of the page.
    dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop completed" }));
    void Promise.reject(new TypeError("The file is gone"));
  });
  await page.getByRole("alert").getByText("The file is gone").waitFor();
  expect(await page.getByText("ResizeObserver").count()).toBe(0);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("The file is gone").waitFor({ state: "detached" });
  await page.evaluate(() => setTimeout(() => JSON.parse("{")));
  await page.getByText("Something has failed in this page").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();

  await page.evaluate(() => {
    // What some libraries and extensions reject with.
    void Promise.reject("no error at all");
  });
  await page.getByText("no error at all").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.evaluate(() => {
    setTimeout(() => {
      throw "thrown, and no error either";
    });
  });
  await page.getByText("thrown, and no error either").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();

  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.locator("table.jobs tbody tr a").first().click();
  await page.getByRole("button", { name: "Copy the job's id" }).click();
  await page.getByText("Not copied: the browser refuses it").first().waitFor();
  expect(await page.getByText("Something has failed in this page").count()).toBe(0);
});
