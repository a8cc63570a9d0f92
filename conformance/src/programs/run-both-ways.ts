import type * as Core from "@sfbulk/core";
import { connectControl, createEmulator } from "@sfbulk/emulator";
import type { CaseArguments, CaseColumn } from "./case-column.ts";
import { runColumn } from "./run-column.ts";

/** Runs every case against an emulator in this very runtime, and with the runtime's own `fetch` against one on a port. */
export async function runBothWays(sfbulk: typeof Core, { serverUrl }: CaseArguments): Promise<CaseColumn[]> {
  const { fetch, instanceUrl, control } = createEmulator();
  const overHttp = { fetch: globalThis.fetch, instanceUrl: serverUrl, control: connectControl(serverUrl) };
  return [
    await runColumn("in process", { sfbulk, fetch, instanceUrl, control }),
    await runColumn("HTTP", { sfbulk, ...overHttp }),
  ];
}
