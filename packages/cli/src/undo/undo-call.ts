import type { WaitValues } from "../arguments/common-options.ts";
import type { Call } from "../command.ts";
import type { PromptValues } from "../parts/ask.ts";

/** The values of the options of `undo`. */
export interface UndoValues extends PromptValues, WaitValues {
  readonly snapshot?: string;
  readonly resume?: true;
  readonly outputDir: string;
  readonly snapshotDays?: string;
  readonly dryRun?: true;
}

/** A call that takes a load back. */
export type UndoCall = Call<UndoValues>;
