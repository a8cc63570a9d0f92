import type { AnyJobInfo, ListedJob } from "@sfbulk/core";
import type { JobSort } from "./sort-jobs.ts";

/** What is done with jobs. */
export type EndingVerb = "close" | "abort";

/** A job that was not ended, and why. */
export interface NotEnded {
  readonly jobId: string;
  readonly why: string;
}

/** All that is shown of jobs, and what is called when somebody does something. */
export interface JobsModel {
  /** Those that are shown, on all pages, in their order. */
  readonly found: readonly ListedJob[];
  /** Those of this page. */
  readonly shown: readonly ListedJob[];
  readonly page: number;
  readonly pageSize: number;
  readonly sort: JobSort;
  readonly selected: readonly ListedJob[];
  readonly infos: ReadonlyMap<string, AnyJobInfo>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `undefined` before they were listed. */
  readonly listedAt: number | undefined;
  readonly failure: Error | undefined;
  /** How far the ending of jobs is; `undefined` where none are ended. */
  readonly ending: { readonly verb: EndingVerb; readonly done: number; readonly total: number } | undefined;
  /** What became of the last ending. */
  readonly notEnded: { readonly verb: EndingVerb; readonly jobs: readonly NotEnded[] };
  readonly label: string;
  readonly isPlain: boolean;
  readonly isReadOnly: boolean;
  readonly isBusy: boolean;
  readonly hasCounts: boolean;
  readonly jobHref: ((jobId: string) => string) | null;
  readonly userName: ((userId: string) => string | undefined) | null;
  readonly userId: string | null;
  readonly onSort: (sort: JobSort) => void;
  readonly onPage: (page: number) => void;
  readonly onSelect: (jobs: readonly ListedJob[], isSelected: boolean) => void;
  readonly onEnd: (verb: EndingVerb, jobs: readonly ListedJob[]) => void;
  readonly onStop: () => void;
  readonly onRefresh: () => void;
}

/** A part of the element: its node, made once, and what brings it up to date. */
export interface JobsPart {
  readonly node: HTMLElement;
  readonly update: (model: JobsModel) => void;
}
