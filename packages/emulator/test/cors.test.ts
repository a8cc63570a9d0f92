import { describe, expect, test } from "vitest";
import { connectControl, createEmulator, type Emulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { still } from "./call.ts";

describe("CORS", () => {
  const from = (
    emulator: Emulator,
    origin: string,
    init: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Response> => emulator.fetch("/services/data/", { ...init, headers: { Origin: origin, ...init.headers } });

  test("a foreign origin gets 403, the org's own does not (F-147)", async () => {
    const emulator = still();
    expect((await from(emulator, "https://app.example")).status).toBe(403);
    expect((await from(emulator, emulator.instanceUrl)).status).toBe(200);
    expect(await emulator.control.exchanges()).toHaveLength(1);
  });

  test.each([
    ["https://app.example", "https://app.example", true],
    ["https://app.example", "https://app.example:8443", false],
    ["https://*.app.example", "https://a.app.example", true],
    ["https://*.app.example", "https://app.example", false],
    ["http://localhost:5173", "http://localhost:5173", true],
    ["*", "https://anyone.example", true],
  ])("%s lets %s in: %s (F-147)", async (entry, origin, allowed) => {
    const response = await from(createEmulator({ corsAllowList: [entry] }), origin);
    expect(response.headers.get("access-control-allow-origin")).toBe(allowed ? origin : null);
    expect(response.status).toBe(allowed ? 200 : 403);
  });

  test("an extension is answered without being on the list, and without CORS headers", async () => {
    const response = await from(still(), `chrome-extension://${"a".repeat(32)}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("the list can be changed at any time, in process and over HTTP", async () => {
    const emulator = still();
    const server = await listen(emulator);
    const status = async (): Promise<number> => (await from(emulator, "https://app.example")).status;
    await connectControl(server.url).allowOrigins(["https://app.example"]);
    expect(await status()).toBe(200);
    await emulator.control.allowOrigins([]);
    expect(await status()).toBe(403);
    await emulator.control.allowOrigins(["*"]);
    await emulator.control.reset();
    expect(await status()).toBe(403);
    await server.close();
  });

  test.each([
    "https://app.example",
    "https://app.example:8443",
    "https://*.app.example",
    "http://localhost:5173",
    "http://127.0.0.1:5173",
    `chrome-extension://${"a".repeat(32)}`,
    "moz-extension://0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
  ])("the entry %s is taken (F-148)", (entry) => {
    expect(() => createEmulator({ corsAllowList: [entry] })).not.toThrow();
  });

  test.each([
    "app.example",
    "http://app.example",
    "https://app.example/",
    "https://app.*.example",
    "https://*",
    "https://user@app.example",
    "chrome-extension://short",
    "null",
    "",
  ])("the entry %j is refused (F-148)", async (entry) => {
    expect(() => createEmulator({ corsAllowList: [entry] })).toThrow(`Cannot allow origin ${JSON.stringify(entry)}`);
    await expect(still().control.allowOrigins([entry])).rejects.toThrow(TypeError);
  });

  test("the token endpoint can be left out, userinfo cannot (F-150)", async () => {
    const emulator = still({ corsAllowList: ["*"], corsForOAuth: false });
    const headers = { Origin: "https://app.example" };
    const status = async (path: string): Promise<number> =>
      (await emulator.fetch(`/services/oauth2/${path}`, { method: "POST", headers })).status;
    expect([await status("token"), await status("revoke")]).toEqual([403, 403]);
    const info = await emulator.fetch("/services/oauth2/userinfo", { headers });
    expect(info.headers.get("access-control-allow-origin")).toBe("https://app.example");
    const open = still({ corsAllowList: ["*"] });
    expect((await open.fetch("/services/oauth2/token", { method: "POST", headers })).status).toBe(400);
  });

  test("a preflight echoes the requested headers, needs no session and is not in the log (F-149)", async () => {
    const emulator = still({ corsAllowList: ["https://app.example"] });
    const headers = {
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "x-sfdc-session,content-type",
    };
    const response = await from(emulator, "https://app.example", { method: "OPTIONS", headers });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-headers")).toBe("x-sfdc-session,content-type");
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
    expect(await emulator.control.exchanges()).toEqual([]);
  });

  test("a fault can be read from an allowed origin too", async () => {
    const emulator = still({ corsAllowList: ["https://app.example"] });
    await emulator.control.fail({ kind: "status", status: 503 });
    const response = await from(emulator, "https://app.example");
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
      503,
      "https://app.example",
    ]);
  });
});
