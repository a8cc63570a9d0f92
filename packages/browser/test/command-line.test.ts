import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { runHere } from "../../cli/test/run-here.ts";
import { endChromium, startChromium } from "./start-chromium.ts";
import { startOrg } from "./start-org.ts";

// The command line signs in by a browser: here it is a real one.

afterAll(endChromium);

/** A folder with a program that opens addresses as `xdg-open` does: it hands them to this test. */
function opener(inbox: string): { readonly folder: string; readonly env: Record<string, string> } {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-login-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const BROWSER = join(folder, "browser");
  writeFileSync(BROWSER, `#!${process.execPath}\nfetch("${inbox}", { method: "POST", body: process.argv[2] });\n`);
  chmodSync(BROWSER, 0o755);
  const PATH = process.env["PATH"] ?? "";
  return { folder, env: { BROWSER, PATH, HOME: folder, XDG_STATE_HOME: join(folder, "state") } };
}

/** A server of this computer, and its port. */
async function startServer(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Some port that is free. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await startServer(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A place for one address that somebody brings. */
async function startInbox(): Promise<{ readonly url: string; readonly received: Promise<string> }> {
  let take: (text: string) => void = () => undefined;
  const received = new Promise<string>((resolve) => (take = resolve));
  const server = createServer((request, response) => {
    request.setEncoding("utf8").once("data", take);
    response.end();
  });
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${await startServer(server)}/`, received };
}

it.skipIf(process.platform === "win32")(
  "sfbulk login: the page to press Allow on, the way back, and an org that all commands take",
  async () => {
    const org = await startOrg({ clients: [{ clientId: "app", name: "Nightly loads", requirePkce: true }] });
    const inbox = await startInbox();
    const { folder: cwd, env } = opener(inbox.url);
    const run = async (...args: string[]) => await runHere(args, { cwd, env, input: "" });
    const callback = `http://localhost:${await freePort()}/OauthRedirect`;
    const words = ["--client-id", "app", "--alias", "acme", "--set-default", "--callback-url", callback];
    const signingIn = run("login", "--instance-url", org.url, ...words);
    const page = await (await startChromium()).newPage();
    onTestFinished(async () => await page.close());
    await page.goto(await inbox.received);
    expect(await page.locator("main").innerText()).toContain("Nightly loads asks, on behalf of user@emulator.example");
    await page.getByRole("button", { name: "Allow" }).click();
    // By its name, as the app has it among its Callback URLs, whatever address it is served at.
    await page.waitForURL(`${callback}?**`);
    const text = await page.locator("body").innerText();
    expect(text.trim()).toBe("You can close this window and go back to the program.");
    const { code, stdout, stderr } = await signingIn;
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "signed in  acme  user@emulator.example, Emulator (Developer Edition), by browser\n",
    });
    const address = new URL(page.url());
    for (const name of ["code", "state"]) {
      expect(address.searchParams.get(name)).toBeTruthy();
      expect(text).not.toContain(address.searchParams.get(name));
    }
    expect(stderr).not.toContain(address.searchParams.get("code"));
    const jobId = await org.openJob();
    expect((await run("close", jobId)).code).toBe(0);
  },
);
