import { readdirSync, readFileSync } from "node:fs";
import { relayHandler } from "@sfbulk/node";
import { afterAll, expect, test } from "vitest";
import { jobsElementFile } from "./jobs-element-file.ts";
import { openPage } from "./open-page.ts";
import { endChromium } from "./start-chromium.ts";
import { startOrg } from "./start-org.ts";
import { startTool } from "./start-tool.ts";

// Every `js` example of this package is run as it stands, as a module of a page. (Those marked `ts` need no browser, and
// are run with all others of the project.)

afterAll(endChromium);

const folder = new URL("../", import.meta.url);
const sources = readdirSync(new URL("src/", folder), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => `src/${name}`);
const examples = ["README.md", ...sources].flatMap((file) =>
  [...readFileSync(new URL(file, folder), "utf8").matchAll(/^(?: \* )?```js\n(.*?)^(?: \* )?```/gms)].map(
    ({ 1: code = "" }, index) => ({ name: `${file}, example ${index + 1}`, code: code.replace(/^ \* ?/gm, "") }),
  ),
);

const jobId = "7509H0000016GUXQA2";
const acme = "https://acme.my.salesforce.com";

test("there are examples", () => expect(examples.length).toBeGreaterThan(1));

test.each(examples)("$name", async ({ code }) => {
  const org = await startOrg({ corsAllowList: ["*"] });
  await org.control.addJob({ id: jobId });
  const relay = relayHandler({ instances: [org.url] });
  const head = `<script type="importmap">{ "imports": { "@sfbulk/browser": "/sfbulk.js", "@sfbulk/browser/jobs-element": "/jobs-element.js" } }</script>`;
  const tool = await startTool({
    "/example.html": `<!doctype html>${head}`,
    "/example.js": code,
    "/jobs-element.js": await jobsElementFile,
    "/bulk/*": relay,
  });
  const page = await openPage(`${tool.origin}/example.html`);
  // Nothing listens at the address that an extension finds: what is sent there goes to the emulator.
  await page.route(`${acme}/**`, async (route) => {
    await route.fulfill({ response: await route.fetch({ url: route.request().url().replace(acme, org.url) }) });
  });
  const given = { instanceUrl: org.url, accessToken: org.accessToken };
  await page.evaluate(
    ({ connection, domain }) => {
      const sid = { domain, value: connection.accessToken };
      Object.assign(globalThis, connection, {
        connection,
        chrome: {
          tabs: { query: async () => await Promise.resolve([{ url: "https://acme.lightning.force.com/" }]) },
          cookies: { get: async () => await Promise.resolve(null), getAll: async () => await Promise.resolve([sid]) },
        },
      });
    },
    { connection: given, domain: new URL(acme).hostname },
  );
  const outcome = await page.evaluate('import("/example.js").then(() => "ran", (error) => error.stack)');
  expect(outcome).toBe("ran");
  // An example that sends nothing shows nothing.
  expect(await org.control.exchanges()).not.toEqual([]);
});
