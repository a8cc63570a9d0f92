import { createEmulator } from "@sfbulk/emulator";

// Loaded before the examples (`deno test --doc --preload`): the org that they talk to. Nothing leaves this process.
const emulator = createEmulator({ instanceUrl: "https://acme.my.salesforce.com" });
await emulator.control.addJob({ id: "7509H0000016GUXQA2" });
const network = globalThis.fetch;
globalThis.fetch = emulator.fetch;
Deno.env.set("SF_ACCESS_TOKEN", emulator.accessToken);
Deno.env.set("SF_ORG_INSTANCE_URL", emulator.instanceUrl);

// A user who reads what an example prints, opens the address, presses Allow, and is sent back.
const print = console.log;
console.log = (...words: unknown[]) => {
  print(...words);
  const url = /^Open (https:.+)$/.exec(String(words[0]))?.[1];
  if (url !== undefined) void goThere(url);
};

async function goThere(url: string): Promise<void> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await emulator.fetch(url, { method: "POST", headers, body: "decision=allow" });
  // A browser needs no permission of Deno to look up a name; this one does.
  const page = await network((answer.headers.get("location") ?? "").replace("//localhost:", "//127.0.0.1:"));
  await page.body?.cancel();
}
