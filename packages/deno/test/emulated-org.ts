import { createEmulator } from "@sfbulk/emulator";

// Loaded before the examples (`deno test --doc --preload`): the org that they talk to. Nothing leaves this process.
const emulator = createEmulator({ instanceUrl: "https://acme.my.salesforce.com" });
await emulator.control.addJob({ id: "7509H0000016GUXQA2" });
globalThis.fetch = emulator.fetch;
Deno.env.set("SF_ACCESS_TOKEN", emulator.accessToken);
Deno.env.set("SF_ORG_INSTANCE_URL", emulator.instanceUrl);
