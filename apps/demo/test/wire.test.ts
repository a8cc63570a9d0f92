import { afterAll, expect, test } from "vitest";
import { chooseText, endChromium, openConsole } from "./console-tab.ts";

afterAll(endChromium);

test("marks gzip in the bytes, and tells both sizes", async () => {
  const { page } = await openConsole("load");
  const csv = `FirstName,LastName\n${"Ada,Lovelace\n".repeat(2000)}`;
  await chooseText(page, "people.csv", csv);
  await page.getByRole("button", { name: "Check all rows" }).click();
  await page.getByRole("button", { name: "Insert 2,000 rows" }).click();
  await page.getByRole("button", { name: "Load another file" }).waitFor();
  await page.getByRole("link", { name: "Wire" }).click();
  await page.getByRole("button", { name: /^Add a batch/ }).click();
  const request = page.getByRole("region", { name: "Request", exact: true });
  await request.getByRole("button", { name: "Hex" }).click();
  expect(await request.locator("mark").innerText()).toBe("1f 8b");
  expect(await request.innerText()).toMatch(/26\.0 kB plain → \d+ B gzip \(\d %\)/);
  await request.getByRole("button", { name: "Text" }).click();
  expect(await request.locator("pre").innerText()).toMatch(/^FirstName,LastName\nAda,Lovelace\n/);
  await page.getByRole("button", { name: /^Create a job/ }).click();
  expect(await page.getByLabel("Copy", { exact: true }).locator("pre").innerText()).toContain('"object":"Contact"');
});

test("writes an exchange as something to run", async () => {
  const { page } = await openConsole("faults");
  await page.locator('[data-scenario="open"]').click();
  await page.getByRole("button", { name: "Close the job", exact: true }).click();
  await page.getByRole("link", { name: "See it on the wire" }).click();
  const url = await page.locator(".exchange-url code").innerText();
  const { origin } = new URL(url);
  const copied: string[] = [];
  for (const form of ["curl", "Node.js", "Deno", "Browser"]) {
    await page.getByRole("group", { name: "Copy as" }).getByRole("button", { name: form }).click();
    copied.push(await page.getByLabel("Copy", { exact: true }).locator("pre").innerText());
  }
  expect(copied[0]?.split(" \\\n  ")).toEqual([
    `curl --include --compressed --request POST '${url}'`,
    "--header 'content-type: application/json; charset=UTF-8'",
    "--header 'accept: application/json, application/xml;q=0.9, text/csv;q=0.8'",
    expect.stringMatching(/^--header 'sforce-call-options: client=sfbulk\//),
    '--header "X-SFDC-Session: $SF_ACCESS_TOKEN"',
    `--data-binary '{"state":"Closed"}'`,
  ]);
  const code = (from: string, rest: string, names = "closeJob"): string =>
    `import { ${names} } from "${from}";\n\nconst connection = { instanceUrl: "${origin}", ${rest} };\nconsole.log(await closeJob(connection, "7508Z00000Sc001QAB"));`;
  expect(copied.slice(1)).toEqual([
    code("@sfbulk/node", "accessToken: process.env.SF_ACCESS_TOKEN"),
    code("jsr:@sfbulk/deno", 'accessToken: Deno.env.get("SF_ACCESS_TOKEN")'),
    code("@sfbulk/browser", "accessToken, fetch: browserAdapter()", "browserAdapter, closeJob"),
  ]);
});
