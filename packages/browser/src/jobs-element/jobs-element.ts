import type { AbortOutcome, AnyJobInfo, CloseOutcome, Connection, JobFilter, ListedJob } from "@sfbulk/core";
import type { EndingVerb } from "./jobs-model.ts";

/** An element that shows the jobs of an org, of both APIs, and closes or aborts those that are selected. */
export interface JobsElement extends HTMLElement {
  /** The org. Setting it lists its jobs, and again every `poll` seconds while the page is seen; `null` shows nothing. */
  connection: Connection | null;
  /** Which jobs are listed, as `findJobs` takes it. Default: all. */
  filter: JobFilter;
  /** Tells which of the listed jobs are shown; nothing is sent for it. Default, `null`: all. Setting it leads to the first page. */
  shows: ((job: ListedJob) => boolean) | null;
  /** Gives the address that a job's id leads to; `null`, and ids are text. */
  jobHref: ((jobId: string) => string) | null;
  /**
   * Gives what a user is called; `undefined` as long as that is not known, and the id is shown. `null`, and there is no
   * column of owners. Set it again when more is known.
   */
  userName: ((userId: string) => string | undefined) | null;
  /** Whose session it is: those jobs are called "You", and of others it is said that they may be refused. Default: `null`. */
  userId: string | null;
  /** The jobs as they were last listed, newest first. */
  readonly jobs: readonly ListedJob[];
  /** Lists the jobs now. What goes wrong is shown, and told by `sfbulk-error`. */
  refresh: () => Promise<void>;
  /** Takes in a job that was read elsewhere: its state and counts are shown at once. */
  noteJob: (job: AnyJobInfo) => void;
}

/** What the element tells, by the names of its events; each bubbles out of it. */
export interface JobsElementEvents {
  /** The jobs were listed. */
  "sfbulk-list": CustomEvent<{ readonly jobs: readonly ListedJob[] }>;
  /** The counts of a job were read. */
  "sfbulk-job": CustomEvent<{ readonly job: AnyJobInfo }>;
  /** Somebody has said yes to ending jobs. `preventDefault()` leaves it to the page, which then does it in its own way. */
  "sfbulk-end": CustomEvent<{ readonly verb: EndingVerb; readonly jobs: readonly ListedJob[] }>;
  /** Jobs were closed or aborted, or not: what became of each. Those that are missing were not asked for any more. */
  "sfbulk-settled": CustomEvent<{
    readonly verb: EndingVerb;
    readonly outcomes: readonly (CloseOutcome | AbortOutcome)[];
  }>;
  /** The jobs could not be listed, or not all be ended. */
  "sfbulk-error": CustomEvent<{ readonly error: Error }>;
}

declare global {
  interface HTMLElementTagNameMap {
    "sfbulk-jobs": JobsElement;
  }

  interface HTMLElementEventMap extends JobsElementEvents {}
}
