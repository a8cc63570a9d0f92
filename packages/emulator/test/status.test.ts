import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { closeJob } from "@sfbulk/core";
import { createEmulator, defaultUser } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { call, noon, still } from "./call.ts";

const browser = { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

test("a browser sees how to connect, jobs, batches, exchanges and sessions", async () => {
  const emulator = createEmulator({ now: () => noon });
  const server = await listen(emulator);
  const connection = { instanceUrl: server.url, accessToken: emulator.accessToken };
  const { id } = await emulator.control.addJob({ ageMs: 3 * 3_600_000, batches: ["Name\nAcme\n\n", "Nonsense\n1\n"] });
  const [, failed] = await emulator.control.batches(id);
  await emulator.control.fail({ kind: "answer-lost", on: { operation: "close" } });
  await closeJob({ ...connection, retry: { baseDelay: 0 } }, id);
  const ingest = await emulator.control.addIngestJob({ state: "UploadComplete", content: "Name\nAcme\n" });
  const other = await emulator.control.issueToken({ afterCalls: 7, permissions: ["ManageDataIntegrations"] });

  const response = await fetch(server.url, { headers: browser });
  const html = await response.text();
  expect(response.headers.get("content-type")).toBe("text/html;charset=UTF-8");
  // Whole where it is to be copied; the other one is shortened.
  expect(html).toContain(`<code>${emulator.accessToken}</code>`);
  expect(html).not.toContain(other);
  for (const part of [
    `<code>${server.url}</code>`,
    `${defaultUser.username} / ${defaultUser.password}`,
    `curl '${server.url}/services/data/v68.0/jobs/ingest?jobType=Classic'`,
    `<code>${id}</code></td><td data-label="Object">Account</td>`,
    `<td data-label="State" class="good">Closed</td><td data-label="Batches">1 completed, 1 failed</td>`,
    `<td data-label="Age">3 h</td>`,
    `<code>${failed?.id}</code>`,
    `<code>${ingest.id}</code></td><td data-label="Type">ingest</td><td data-label="Object">Account</td>`,
    "InvalidBatch : Field name not found : Nonsense",
    `POST <code>/services/async/68.0/job/${id}</code></td><td data-label="Status" class="bad">no answer</td>`,
    `<span class="warn">answer-lost</span>, applied`,
    `<td data-label="Calls left">7</td><td data-label="May">ManageDataIntegrations</td>`,
  ]) {
    expect(html).toContain(part);
  }
  await server.close();
});

test("it has one style, no script, and nothing from elsewhere; it can load itself again", async () => {
  const page = await still().fetch("/", { headers: browser });
  const html = await page.text();
  const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(page.headers.get("content-security-policy")).toBe(
    `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(html).not.toMatch(/<script|(?:src|href)="(?!data:,|\/)|style="|http-equiv/);
  expect(html).toContain('<a href="/?refresh">');
  const again = await (await still().fetch("/?refresh", { headers: browser })).text();
  expect(again).toContain('<meta http-equiv="refresh" content="5">');
});

test("what clients sent is text and no HTML", async () => {
  const user = { username: "<b>@example.com", password: "&" };
  const emulator = still({ user, corsAllowList: ["*"] });
  await call(emulator, "/<script>alert(1)</script>?<i>'\"");
  const { id } = await emulator.control.addJob();
  await call(emulator, `job/${id}/batch`, { type: "text/csv", body: "<u>\n1\n" });
  await emulator.control.advance(500);
  const html = await (await emulator.fetch("/", { headers: browser })).text();
  expect(html).not.toMatch(/<(?:script|i|b|u)>/);
  expect(html).toContain("Field name not found : &lt;u&gt;");
  expect(html).toContain("&lt;b&gt;@example.com / &amp;");
});

test("a look is no exchange, uses up no fault, and is not for pages elsewhere", async () => {
  const emulator = still();
  await emulator.control.fail({ kind: "status", status: 503 });
  expect((await emulator.fetch("/", { headers: browser })).status).toBe(200);
  expect(await emulator.control.exchanges()).toEqual([]);
  const foreign = await emulator.fetch("/", { headers: { ...browser, Origin: "https://app.example" } });
  expect(foreign.status).toBe(403);
  expect((await emulator.fetch("/services/data/", { headers: browser })).status).toBe(503);
  const head = await emulator.fetch("/", { method: "HEAD", headers: browser });
  expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([
    200,
    "text/html;charset=UTF-8",
    "",
  ]);
});

test("who does not ask for HTML gets what was there before", async () => {
  expect((await still().fetch("/")).status).toBe(404);
  expect((await still().fetch("/", { method: "POST", headers: browser })).status).toBe(404);
});

test("of much, the newest is shown, and how much there is", async () => {
  const emulator = still();
  const first = await emulator.control.addJob();
  for (let i = 0; i < 120; i++) await emulator.control.addJob();
  const html = await (await emulator.fetch("/", { headers: browser })).text();
  expect(html).toContain("<h2>Jobs <small>121, of which the newest 100</small></h2>");
  expect(html).not.toContain(first.id);
});
