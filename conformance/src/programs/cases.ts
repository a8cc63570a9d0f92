import * as sfbulk from "@sfbulk/core";
import type { CaseArguments, CaseColumn } from "./case-column.ts";
import { runWays } from "./run-ways.ts";

/** The program for runtimes that need nothing but core. */
export const main = async (given: CaseArguments): Promise<CaseColumn[]> => await runWays(sfbulk, given);
