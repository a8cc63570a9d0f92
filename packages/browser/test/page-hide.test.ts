import { afterAll, describe, expect, it } from "vitest";
import type { Library } from "./open-page.ts";
import { loadLibrary, openPage } from "./open-page.ts";
import { endChromium } from "./start-chromium.ts";
import { startOrg } from "./start-org.ts";
import { startTool } from "./start-tool.ts";

declare const sfbulk: Library;

afterAll(endChromium);

/** A tab of a tool that has opened a job, and an org that lets the tool in. */
async function openTab() {
  const org = await startOrg({ corsAllowList: ["*"] });
  const tool = await startTool();
  const page = await openPage(`${tool.origin}/`);
  await loadLibrary(page);
  const connection = { instanceUrl: org.url, accessToken: org.accessToken };
  /** Closes the tab. What it wanted to send may be sent only when it is gone. */
  const closeTab = async (): Promise<void> => {
    const release = org.holdPreflights();
    await page.close();
    release();
  };
  return { org, page, closeTab, connection, jobId: await org.openJob() };
}

const timeout = 120_000;

describe("closeOnPageHide", () => {
  it("closes a job whose tab is closed, from another origin, with a preflight", { timeout }, async () => {
    const { org, page, closeTab, connection, jobId } = await openTab();
    await page.evaluate((given) => void sfbulk.closeOnPageHide(given.connection, [given.jobId]), {
      connection,
      jobId,
    });
    await closeTab();
    await org.untilState(jobId, "Closed");
    const [close, ...others] = await org.arrived("close");
    expect(others).toEqual([]);
    expect(close?.requestBody).toBe('{"state":"Closed"}');
  });

  it.each([
    ["led elsewhere", "location.href = 'about:blank'"],
    ["reloaded", "location.reload()"],
  ])("closes a job whose page is %s", { timeout }, async (_, script) => {
    const { org, page, connection, jobId } = await openTab();
    await page.evaluate((given) => void sfbulk.closeOnPageHide(given.connection, [given.jobId]), {
      connection,
      jobId,
    });
    await page.evaluate(script);
    await org.untilState(jobId, "Closed");
  });

  it("closes what is in the set when the page goes", { timeout }, async () => {
    const { org, page, closeTab, connection, jobId } = await openTab();
    const [left, closed] = [jobId, await org.openJob()];
    await page.evaluate(
      (given) => {
        const open = new Set([given.left]);
        sfbulk.closeOnPageHide(given.connection, open);
        open.delete(given.left);
        open.add(given.closed);
      },
      { connection, left, closed },
    );
    await closeTab();
    await org.untilState(closed, "Closed");
    expect((await org.control.job(left))?.state).toBe("Open");
  });

  it("closes nothing that was taken back", { timeout }, async () => {
    const { org, page, closeTab, connection, jobId } = await openTab();
    const another = await org.openJob();
    await page.evaluate(
      (given) => {
        const undo = sfbulk.closeOnPageHide(given.connection, [given.jobId]);
        sfbulk.closeOnPageHide(given.connection, [given.another]);
        undo();
      },
      { connection, jobId, another },
    );
    await closeTab();
    await org.untilState(another, "Closed");
    expect((await org.control.job(jobId))?.state).toBe("Open");
    expect(await org.arrived("close")).toHaveLength(1);
  });

  it("has the token of a source at hand", { timeout }, async () => {
    const { org, page, closeTab, connection, jobId } = await openTab();
    await page.evaluate(
      async (given) => {
        const { instanceUrl, accessToken } = given.connection;
        const asked = new Promise<void>((resolve) => {
          const source = async (): Promise<string> => {
            // A task later, when the page is gone, would be too late.
            await new Promise((next) => setTimeout(next, 0));
            resolve();
            return accessToken;
          };
          sfbulk.closeOnPageHide({ instanceUrl, accessToken: source }, [given.jobId]);
        });
        await asked;
      },
      { connection, jobId },
    );
    await closeTab();
    await org.untilState(jobId, "Closed");
  });

  it("closes a hundred jobs", { timeout }, async () => {
    const { org, page, closeTab, connection } = await openTab();
    const jobIds = await Promise.all(Array.from({ length: 100 }, org.openJob));
    await page.evaluate((given) => void sfbulk.closeOnPageHide(given.connection, given.jobIds), {
      connection,
      jobIds,
    });
    await closeTab();
    for (const jobId of jobIds) await org.untilState(jobId, "Closed");
  });

  it("says where it may not be called", async () => {
    const { page, connection } = await openTab();
    const message = await page.evaluate(async (given) => {
      const script = `import { closeOnPageHide } from "${location.origin}/sfbulk.js";
        try { closeOnPageHide(${JSON.stringify(given)}, []) } catch (error) { postMessage(String(error)) }`;
      const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), {
        type: "module",
      });
      return await new Promise<unknown>((resolve) => worker.addEventListener("message", ({ data }) => resolve(data)));
    }, connection);
    expect(message).toMatch(/^TypeError: Cannot close on pagehide: only a page/);
  });
});
