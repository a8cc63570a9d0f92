import type { WaitValues } from "../arguments/common-options.ts";
import type { Call } from "../command.ts";
import type { PromptValues } from "../parts/ask.ts";

/** The values of the options of `undo`. */
export interface UndoValues extends PromptValues, WaitValues {
  readonly snapshot?: string;
  readonly resume?: true;
  readonly jobOnly?: true;
  readonly outputDir: string;
  readonly snapshotDays?: string;
  readonly dryRun?: true;
}

/** A call that takes a load back. */
export type UndoCall = Call<UndoValues>;

/** Says in a command that one job alone is meant, where it is. */
export const jobOnlyWord = ({ jobOnly }: Pick<UndoValues, "jobOnly">): string =>
  jobOnly === true ? " --job-only" : "";
