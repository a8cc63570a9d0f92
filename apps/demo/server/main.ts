import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { serveDemo, type ServedDemo } from "./serve-demo.ts";

/** Starts the console and an emulated org on a port, which it may be pointed at. */
const port = Number(process.env["PORT"] ?? 4173);
const emulator = createEmulator({ scenarios: true });
const org = await listen(emulator);
const instances = ["https://*.my.salesforce.com", org.url, ...(process.env["RELAY_INSTANCES"]?.split(",") ?? [])];
const demo = await start();
await emulator.control.allowOrigins([demo.url, demo.url.replace("127.0.0.1", "localhost")]);
console.log(`Console: ${demo.url}

An emulated org on a port, to connect to directly or through the relay:
  Instance URL  ${org.url}
  Access token  ${emulator.accessToken}

Ctrl-C ends both.`);

/** Where the usual port is taken, any other does. */
async function start(): Promise<ServedDemo> {
  try {
    return await serveDemo({ port, instances });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return await serveDemo({ port: 0, instances });
  }
}
