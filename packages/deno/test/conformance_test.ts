import * as sfbulk from "@sfbulk/deno";
import { createEmulator } from "@sfbulk/emulator";
import { conformanceCases, prepareCase } from "@sfbulk/emulator/conformance";
import { serve } from "./loopback.ts";

// Every case over HTTP with the adapter, and in process with nothing between.
for (const { name, run } of conformanceCases) {
  Deno.test(`over HTTP with denoAdapter: ${name}`, async () => {
    const emulator = createEmulator();
    await using server = serve(emulator.handle);
    using fetch = sfbulk.denoAdapter();
    await run(await prepareCase({ sfbulk, fetch, instanceUrl: server.url, control: emulator.control }));
  });
  Deno.test(`in process: ${name}`, async () => {
    const { fetch, instanceUrl, control } = createEmulator();
    await run(await prepareCase({ sfbulk, fetch, instanceUrl, control }));
  });
}
