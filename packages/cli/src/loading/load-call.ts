import type { Ending, JobSpec } from "@sfbulk/node";
import type { WaitValues } from "../arguments/common-options.ts";
import type { Call } from "../command.ts";
import type { JournalValues, TakenJournal } from "../journals/take-journal.ts";
import type { ApiValues, LoadApi } from "../load/read-api.ts";
import type { FileView, LoadSource } from "../load/open-rows.ts";
import type { ReadingValues, SpecValues } from "../load/read-spec.ts";
import type { PromptValues } from "../parts/ask.ts";

/** The values of the options that a load goes by, besides those of its spec, its reading and its journal. */
interface LoadValues {
  readonly onError: Ending;
  /** `false` where `--no-check` was given. */
  readonly check: boolean;
  readonly maxFailed?: string;
  readonly stallTimeout?: string;
  readonly skip?: string;
  readonly trial?: string;
  readonly retry?: string;
  readonly retryLocked?: true;
  readonly again?: true;
  readonly snapshot?: true;
  readonly snapshotDays?: string;
  readonly async?: true;
  readonly outputDir: string;
  readonly failedOnly?: true;
  readonly dryRun?: true;
}

/** A call that loads. */
export type LoadCall = Call<
  LoadValues & ApiValues & SpecValues & ReadingValues & JournalValues & WaitValues & PromptValues
>;

/** A load as it is known before anything is sent. */
export interface Beginning {
  /** The path of the file, `-` for standard input; `undefined` for rows that come from elsewhere. */
  readonly path: string | undefined;
  readonly rows: LoadSource;
  /** What of the file is loaded. */
  readonly view: FileView;
  readonly spec: JobSpec;
  readonly api: LoadApi;
  readonly journal: TakenJournal;
}
