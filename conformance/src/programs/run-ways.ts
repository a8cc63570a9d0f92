import type * as Core from "@sfbulk/core";
import { connectControl, createEmulator } from "@sfbulk/emulator";
import type { CaseColumn, Ways } from "./case-column.ts";
import { runColumn } from "./run-column.ts";

/** Runs every case against an emulator in this very runtime, or with the runtime's own `fetch` against one on a port, or both. */
export async function runWays(sfbulk: typeof Core, serverUrl: string, ways: Ways): Promise<CaseColumn[]> {
  const columns: CaseColumn[] = [];
  if (ways !== "HTTP") {
    const { fetch, instanceUrl, control } = createEmulator();
    columns.push(await runColumn("in process", { sfbulk, fetch, instanceUrl, control }));
  }
  if (ways !== "in process") {
    const control = connectControl(serverUrl);
    columns.push(await runColumn("HTTP", { sfbulk, fetch: globalThis.fetch, instanceUrl: serverUrl, control }));
  }
  return columns;
}
