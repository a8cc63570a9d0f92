import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type Connection, relayHandler, settleClose } from "@sfbulk/deno";
import { createEmulator } from "@sfbulk/emulator";
import { serve } from "./loopback.ts";

Deno.test("a page's close goes through the relay, over Deno's own adapter", async () => {
  const emulator = createEmulator();
  const { id } = await emulator.control.addJob();
  await using org = serve(async (request) => await emulator.fetch(request));
  const relay = relayHandler({ instances: [org.url] });
  const connection: Connection = {
    instanceUrl: org.url,
    accessToken: emulator.accessToken,
    fetch: async (url, init) => {
      const { origin, pathname } = new URL(url);
      const headers = { ...init.headers, "x-sfbulk-instance": origin };
      return await relay(new Request(`https://tool.example/bulk${pathname}`, { ...init, headers }));
    },
  };
  const { outcome, attempts } = await settleClose(connection, id);
  deepStrictEqual([outcome, attempts], ["closed", 1]);
  strictEqual((await emulator.control.job(id))?.state, "Closed");
});
