import type * as Core from "@sfbulk/core";
import { connectControl, createEmulator } from "@sfbulk/emulator";
import type { ConformanceSetup } from "@sfbulk/emulator/conformance";
import type { CaseColumn } from "./case-column.ts";
import { runColumn } from "./run-column.ts";

/** Runs every case against an emulator in this very runtime, and with the runtime's own `fetch` against one on a port. */
export async function runBothWays(sfbulk: typeof Core, serverUrl: string): Promise<CaseColumn[]> {
  const { fetch, instanceUrl, control } = createEmulator();
  return [
    await runColumn("in process", { sfbulk, fetch, instanceUrl, control }),
    await runColumn("HTTP", overHttp(sfbulk, serverUrl)),
  ];
}

/** With the runtime's own `fetch` and an emulator on a port. */
export const overHttp = (sfbulk: typeof Core, serverUrl: string): ConformanceSetup => ({
  sfbulk,
  fetch: globalThis.fetch,
  instanceUrl: serverUrl,
  control: connectControl(serverUrl),
});
