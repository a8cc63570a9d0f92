import type { CommandOption } from "../arguments/command-option.ts";
import {
  jsonLinesOption,
  noPromptOption,
  orgOptions,
  outputOptions,
  waitOptions,
} from "../arguments/common-options.ts";
import { apiOptions } from "../load/read-api.ts";

/** The option that stops a load early. */
export const maxFailedOption: CommandOption = {
  flags: "--max-failed <number>",
  description:
    "stop where more rows fail, a number or a share such as 5%, of each file and each run by itself; the job ends as --on-error says",
};

/** The options of what is kept of the records. */
export const snapshotOptions: readonly CommandOption[] = [
  {
    flags: "--snapshot",
    description: "keep the records as they are before they are changed, so that sfbulk undo can write them back",
  },
  { flags: "--snapshot-days <days>", description: "how long that is kept (default: 7)" },
];

/** The options of how a load begins, and how it ends where it fails. */
export const endingOptions: readonly CommandOption[] = [
  {
    flags: "--on-error <ending>",
    description: "what becomes of the job where the load fails or Ctrl-C ends it",
    choices: ["abort", "close", "leave"],
    default: "abort",
  },
  { flags: "--no-check", description: "send columns and values as they are, without asking the org about them" },
];

/** The option of rows that had to wait for a lock. */
export const retryLockedOption: CommandOption = {
  flags: "--retry-locked",
  description:
    "when all others are through, load rows once more that failed since others had locked their records, one batch after another",
};

const failedOnlyOption: CommandOption = {
  flags: "--failed-only",
  description: "write no file of the rows that went well",
};

/** The options of what becomes of rows that have failed, which a load keeps when it is gone on with. */
export const resumedOptions: readonly CommandOption[] = [retryLockedOption, failedOnlyOption];

/** The options of sending, and of what is written when all is sent. */
export const sendingOptions: readonly CommandOption[] = [
  ...apiOptions,
  {
    flags: "--stall-timeout <seconds>",
    description: "how long nothing may move while rows go up or down, before it is tried again (default: 60)",
  },
  { flags: "-a, --async", description: "do not wait for the job" },
  { flags: "--output-dir <folder>", description: "where to write the results", default: "." },
  failedOnlyOption,
];

/** The options of asking, of waiting, of the org and of what is printed. */
export const surroundingOptions: readonly CommandOption[] = [
  noPromptOption,
  ...waitOptions,
  ...orgOptions,
  jsonLinesOption,
  ...outputOptions,
];
