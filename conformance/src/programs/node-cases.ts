import { connectControl } from "@sfbulk/emulator";
import * as sfbulk from "@sfbulk/node";
import type { CaseArguments, CaseColumn } from "./case-column.ts";
import { runBothWays } from "./run-both-ways.ts";
import { runColumn } from "./run-column.ts";

/** The program for Node.js: its package, and its adapter as well as its `fetch`. */
export async function main({ serverUrl, oneWay }: CaseArguments): Promise<CaseColumn[]> {
  const columns = oneWay ? [] : await runBothWays(sfbulk, serverUrl);
  await using fetch = sfbulk.nodeAdapter({ proxy: false });
  const setup = { sfbulk, fetch, instanceUrl: serverUrl, control: connectControl(serverUrl) };
  return [...columns, await runColumn("HTTP, nodeAdapter", setup)];
}
