import type * as Core from "@sfbulk/core";
import { connectControl, createEmulator } from "@sfbulk/emulator";
import type { CaseArguments, CaseColumn } from "./case-column.ts";
import { runColumn } from "./run-column.ts";

/** Runs every case against an emulator in this very runtime, or with the runtime's own `fetch` against one on a port, or both. */
export async function runWays(sfbulk: typeof Core, { serverUrl, ways, names }: CaseArguments): Promise<CaseColumn[]> {
  const columns: CaseColumn[] = [];
  if (ways !== "HTTP") {
    const { fetch, instanceUrl, control } = createEmulator();
    columns.push(await runColumn("in process", { sfbulk, fetch, instanceUrl, control }, names));
  }
  if (ways !== "in process") {
    const control = connectControl(serverUrl);
    const setup = { sfbulk, fetch: globalThis.fetch, instanceUrl: serverUrl, control };
    columns.push(await runColumn("HTTP", setup, names));
  }
  return columns;
}
