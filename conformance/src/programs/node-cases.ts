import { connectControl } from "@sfbulk/emulator";
import * as sfbulk from "@sfbulk/node";
import type { CaseArguments, CaseColumn } from "./case-column.ts";
import { runWays } from "./run-ways.ts";
import { runColumn } from "./run-column.ts";

/** The program for Node.js: its package, and its adapter as well as its `fetch`. */
export async function main(given: CaseArguments): Promise<CaseColumn[]> {
  const { serverUrl, ways, names } = given;
  const columns = await runWays(sfbulk, given);
  if (ways === "in process") return columns;
  await using fetch = sfbulk.nodeAdapter({ proxy: false });
  const setup = { sfbulk, fetch, instanceUrl: serverUrl, control: connectControl(serverUrl) };
  return [...columns, await runColumn("HTTP, nodeAdapter", setup, names)];
}
