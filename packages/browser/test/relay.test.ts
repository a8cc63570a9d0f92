import { relayHandler } from "@sfbulk/node";
import { afterAll, describe, expect, it } from "vitest";
import { relayAdapter } from "../src/relay-adapter.ts";
import { loadLibrary, type Library, openPage } from "./open-page.ts";
import { endChromium } from "./start-chromium.ts";
import { startOrg } from "./start-org.ts";
import { startTool } from "./start-tool.ts";

declare const sfbulk: Library;

afterAll(endChromium);

/** A tool whose server relays to an org that lets no page in. */
async function openTool(instances?: readonly string[]) {
  const org = await startOrg();
  const tool = await startTool({ "/bulk/*": relayHandler({ instances: instances ?? [org.url] }) });
  const page = await openPage(`${tool.origin}/`);
  await page.context().addCookies([{ name: "tool", value: "user", url: tool.origin }]);
  await loadLibrary(page);
  return { org, tool, page, connection: { instanceUrl: org.url, accessToken: org.accessToken } };
}

describe("page → relay → org", () => {
  it("is a whole job", async () => {
    const { org, tool, page, connection } = await openTool();
    const job = await page.evaluate(async (given) => {
      const relayed = { ...given, fetch: sfbulk.relayAdapter("/bulk") };
      const { id } = await sfbulk.createJob(relayed, { operation: "insert", object: "Account" });
      await sfbulk.addBatch(relayed, { id, contentType: "CSV" }, `Name\n${"Acme\n".repeat(1000)}`);
      await sfbulk.listBatches(relayed, id);
      return await sfbulk.closeJob(relayed, id);
    }, connection);
    expect(job).toMatchObject({ state: "Closed", numberBatchesTotal: 1 });
    // The tool's server knows its user, and the org does not hear of it.
    const relayed = tool.requests.filter(({ url }) => url.includes("/bulk/"));
    expect(relayed.map(({ headers }) => headers.get("cookie"))).toEqual(relayed.map(() => "tool=user"));
    const headers = (await org.control.exchanges()).map(({ requestHeaders }) => requestHeaders);
    expect(headers).toHaveLength(4);
    for (const one of headers) {
      for (const name of ["cookie", "origin", "referer", "x-sfbulk-instance", "sec-fetch-site"]) {
        expect(one).not.toHaveProperty(name);
      }
    }
  });

  it("closes a job whose tab is closed", async () => {
    const { org, page, connection } = await openTool();
    const jobId = await org.openJob();
    await page.evaluate(
      (given) => {
        sfbulk.closeOnPageHide({ ...given.connection, fetch: sfbulk.relayAdapter("/bulk/") }, [given.jobId]);
      },
      { connection, jobId },
    );
    await page.close();
    await org.untilState(jobId, "Closed");
  });

  it("says why the relay refuses", async () => {
    const { org, page, connection } = await openTool(["https://*.my.salesforce.com"]);
    const message = await page.evaluate(
      async (given) => {
        const relayed = { ...given.connection, fetch: sfbulk.relayAdapter("/bulk") };
        return await sfbulk.closeJob(relayed, given.jobId).then(String, String);
      },
      { connection, jobId: await org.openJob() },
    );
    expect(message).toMatch(/^SalesforceError: .*RelayRefused: the relay did not pass it on: "http:.*" is not among/);
  });

  it("is not there for pages of others", async () => {
    const { org, tool, connection } = await openTool();
    const other = await startTool();
    const page = await openPage(`${other.origin}/`);
    const jobId = await org.openJob();
    const outcome = await page.evaluate(
      async (given) => {
        const { instanceUrl, accessToken } = given.connection;
        const init = {
          method: "POST",
          headers: { "x-sfbulk-instance": instanceUrl, "x-sfdc-session": accessToken },
          body: '{"state":"Closed"}',
        };
        const url = `${given.tool}/bulk/services/async/68.0/job/${given.jobId}`;
        // The second asks for no leave, and so must do without the headers.
        return await Promise.all([
          fetch(url, init).then(String, String),
          fetch(url, { method: "POST", mode: "no-cors", body: init.body }).then(({ type }) => type, String),
        ]);
      },
      { tool: tool.origin, connection, jobId },
    );
    expect(outcome).toEqual(["TypeError: Failed to fetch", expect.stringMatching(/^opaque$|^TypeError/)]);
    expect(await org.control.exchanges()).toEqual([]);
  });
});

describe("relayAdapter", () => {
  it.each(["", "bulk", "//evil.example", "/bulk//x", "https://tool.example/bulk", "/bulk?x", "/\\evil.example", 1])(
    "refuses the path %j",
    (path) => {
      expect(() => relayAdapter(path as string)).toThrow(TypeError);
      expect(() => relayAdapter(path as string)).toThrow(/expected a path of this origin/);
    },
  );

  it("says that there must be a page", async () => {
    const init = { method: "GET", headers: {}, redirect: "manual", signal: new AbortController().signal } as const;
    await expect(relayAdapter("/bulk")("https://acme.my.salesforce.com/", init)).rejects.toThrow(/has no origin/);
  });
});
