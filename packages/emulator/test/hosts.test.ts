import { describe, expect, test } from "vitest";
import { connectControl, createEmulator, type Emulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { send } from "./send.ts";

// The control and the status page need no session: whoever may ask for them is told by host and origin.

const extension = `chrome-extension://${"a".repeat(32)}`;
const html = { Accept: "text/html" };

/** Asks for the control and for the status page, and gives both statuses. */
async function ask(emulator: Emulator, host: string, headers: Record<string, string> = {}): Promise<number[]> {
  const at = `http://${host}`;
  const control = await emulator.fetch(`${at}/__emulator/jobs`, { method: "POST", headers });
  const page = await emulator.fetch(`${at}/`, { headers: { ...html, ...headers } });
  return [control.status, page.status];
}

describe("the control and the status page", () => {
  test.each([
    "localhost",
    "LOCALHOST:8787",
    "localhost.",
    "org.localhost",
    "127.0.0.1:8787",
    "127.1.2.3",
    "[::1]:8787",
    "org.emulator.invalid",
    "emulator.my.salesforce.com",
  ])("answer under %s", async (host) => {
    expect(await ask(createEmulator(), host)).toEqual([200, 200]);
  });

  test.each([
    "evil.example",
    "evil.example:8787",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil-localhost",
    "0.0.0.0",
    "192.168.1.5",
    "[::ffff:7f00:2]",
    "[fe80::1]",
    "elsewhere.my.salesforce.com",
  ])("do not under %s, which may be anybody's", async (host) => {
    const emulator = createEmulator();
    expect(await ask(emulator, host)).toEqual([403, 403]);
    const page = await emulator.fetch(`http://${host}/`, { headers: html });
    expect(await page.text()).not.toContain(emulator.accessToken);
  });

  test("do under names that the options give, and only there", async () => {
    const emulator = createEmulator({ controlHosts: ["my-machine.lan", "fe80::1", "192.168.1.5"] });
    expect(await ask(emulator, "My-Machine.lan:8787")).toEqual([200, 200]);
    expect(await ask(emulator, "[fe80::1]:8787")).toEqual([200, 200]);
    expect(await ask(emulator, "192.168.1.5:8787")).toEqual([200, 200]);
    expect(await ask(emulator, "x.my-machine.lan")).toEqual([403, 403]);
  });

  test("do not to foreign origins, nor to extensions that are not on the list", async () => {
    const emulator = createEmulator();
    for (const origin of ["https://app.example", "http://localhost:1", "null", extension]) {
      expect([origin, ...(await ask(emulator, "localhost:8787", { Origin: origin }))]).toEqual([origin, 403, 403]);
    }
    expect(await ask(emulator, "localhost:8787", { Origin: "http://localhost:8787" })).toEqual([200, 200]);
    await emulator.control.allowOrigins([extension, "https://app.example"]);
    for (const origin of ["https://app.example", extension]) {
      expect(await ask(emulator, "localhost:8787", { Origin: origin })).toEqual([200, 200]);
    }
    // To Salesforce's part, extensions come without that; see cors.test.ts.
    expect(await emulator.control.jobs()).toEqual([]);
  });

  test("change nothing for who is refused", async () => {
    const emulator = createEmulator();
    const body = '{"id":"7508Z00000AbCdE"}';
    for (const [host, origin] of [
      ["evil.example", undefined],
      ["localhost", "https://evil.example"],
      ["localhost", extension],
    ] as const) {
      const headers = origin === undefined ? {} : { Origin: origin };
      await emulator.fetch(`http://${host}/__emulator/addJob`, { method: "POST", headers, body });
    }
    expect(await emulator.control.jobs()).toEqual([]);
  });

  test("over HTTP, by the header Host", async () => {
    const emulator = createEmulator();
    const server = await listen(emulator);
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await send("POST", `${server.url}/__emulator/jobs`, headers)).status;
    expect(await status({ Host: "evil.example" })).toBe(403);
    expect(await status({ Host: `evil.example:${server.port}` })).toBe(403);
    expect(await status({ Host: `localhost:${server.port}` })).toBe(200);
    expect(await status({ Host: `localhost:${server.port}`, Origin: "https://evil.example" })).toBe(403);
    expect((await send("GET", `${server.url}/`, { Host: "evil.example", ...html })).text).not.toContain(
      emulator.accessToken,
    );
    // Salesforce's part answers under every name: it asks for a session.
    expect((await send("GET", `${server.url}/services/data/`, { Host: "evil.example" })).status).toBe(200);
    await expect(connectControl(server.url).jobs()).resolves.toEqual([]);
    await server.close();
  });
});

test.each([[""], ["http://a.example"], ["a.example:80"], [1 as unknown as string]])(
  "controlHosts %j is refused",
  (host) => {
    expect(() => createEmulator({ controlHosts: [host] })).toThrow(TypeError);
  },
);
