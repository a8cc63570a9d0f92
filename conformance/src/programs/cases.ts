import * as sfbulk from "@sfbulk/core";
import type { CaseArguments, CaseColumn } from "./case-column.ts";
import { overHttp, runBothWays } from "./run-both-ways.ts";
import { runColumn } from "./run-column.ts";

/** The program for runtimes that need nothing but core. */
export const main = async ({ serverUrl, oneWay }: CaseArguments): Promise<CaseColumn[]> =>
  oneWay ? [await runColumn("HTTP", overHttp(sfbulk, serverUrl))] : await runBothWays(sfbulk, serverUrl);
