import { checkFunction } from "../../arguments/check-function.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { describeValue } from "../../arguments/describe-value.ts";
import { type Duration, readTimeout } from "../../arguments/read-duration.ts";
import { readIntervals } from "../../async/read-intervals.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { Journal } from "../../journals/journal.ts";
import type { Snapshot } from "../../journals/snapshot.ts";
import type { LoadedBatch } from "../../protocol/load-result.ts";
import type { UndoPlan, UndoStep } from "../../protocol/undo-plan.ts";
import { checkSnapshot } from "../snapshots/snapshot-rows.ts";

/** A load that is to be taken back: what `loadRows` gave fits, and so does a job's id alone, `{ jobs: ["750…"] }`. */
export interface UndoneLoad {
  /** The API that has loaded it. Default: `1.0`. */
  readonly api?: "1.0" | "2.0";
  /** The ids of all its jobs, those of earlier runs of the same load too. */
  readonly jobs: readonly string[];
  /** Its batches, which give records the numbers of their rows. Default: none; every batch that the jobs have is read anyway. */
  readonly batches?: readonly LoadedBatch[];
}

/** How far the taking back of a load is. */
export interface UndoProgress {
  /** What is being done: `reading` what the load has written, `comparing` with what is there now, and then in this order. */
  readonly phase: "reading" | "comparing" | "writing-back" | "deleting" | "undeleting" | "ended";
  /** Records that were dealt with in this phase. */
  readonly done: number;
  /** How many there are; `null` where that is not known yet. */
  readonly total: number | null;
}

/** A later load that was taken back already. */
export interface LaterUndo {
  /** The ids of its jobs. */
  readonly jobs: readonly string[];
  /** The snapshot that it was made with: it tells when each record was changed last before it, and by whom. */
  readonly snapshot: Snapshot;
  /** The loads that it was taken back by: `steps` of what `undoLoad` gave. */
  readonly steps: readonly Pick<UndoStep, "operation" | "jobs">[];
}

/** Options of {@link planUndo}. */
export interface PlanUndoOptions extends CallOptions {
  /** The snapshot that the load was made with. Without it, what an update or upsert has changed is left. Default: none. */
  readonly snapshot?: Snapshot;
  /**
   * Later loads that have changed the same records, and were taken back before this one. What taking them back has written does
   * not count as a change, where nobody has changed the record between the two loads. Default: none; such records are left.
   */
  readonly later?: readonly LaterUndo[];
  /** Is told how far it is. What it throws ends the call. */
  readonly onProgress?: (progress: UndoProgress) => void;
}

/** Options of {@link undoLoad}. */
export interface UndoLoadOptions extends PlanUndoOptions {
  /**
   * Keeps what was done, so that the same call goes on after whatever ended it: it ends the jobs of earlier runs, and looks anew
   * what there is left to do. One journal is for one taking back. Default: none.
   */
  readonly journal?: Journal;
  /** Keeps records before values are written back, so that this can be taken back, too. Default: none. */
  readonly keep?: Snapshot;
  /**
   * Is given the plan before anything is changed; a promise is waited for. What it throws ends the call, with nothing changed.
   * Default: nobody is asked.
   */
  readonly onPlan?: (plan: UndoPlan) => unknown;
  /** How long to wait for a job to be processed: milliseconds, or `"90m"`. Default: 24 hours. */
  readonly waitTimeout?: Duration;
  /** The time between two readings of a job, as of `loadRows`. Default: 2000. */
  readonly minInterval?: Duration;
  /** The longest time between two readings. Default: 30,000. */
  readonly maxInterval?: Duration;
}

/** The arguments after their check, with every default filled in. */
export interface CheckedUndo {
  readonly load: Required<UndoneLoad>;
  readonly snapshot: Snapshot | undefined;
  readonly later: readonly LaterUndo[];
  readonly journal: Journal | undefined;
  readonly keep: Snapshot | undefined;
  readonly onPlan: ((plan: UndoPlan) => unknown) | undefined;
  readonly onProgress: ((progress: UndoProgress) => void) | undefined;
  readonly waitTimeout: number;
  readonly minInterval: number;
  readonly maxInterval: number;
  readonly signal: AbortSignal | undefined;
}

const planNames: OptionNames<PlanUndoOptions> = { snapshot: true, later: true, onProgress: true, signal: true };

const names: OptionNames<UndoLoadOptions> = {
  ...planNames,
  journal: true,
  keep: true,
  onPlan: true,
  waitTimeout: true,
  minInterval: true,
  maxInterval: true,
};

/** Checks the arguments of {@link planUndo}. @throws TypeError before anything is sent */
export function checkPlan(load: UndoneLoad, options: PlanUndoOptions): CheckedUndo {
  checkOptions("options", options, planNames);
  return check(load, options);
}

/** Checks the arguments of {@link undoLoad}. @throws TypeError before anything is sent */
export function checkUndo(load: UndoneLoad, options: UndoLoadOptions): CheckedUndo {
  checkOptions("options", options, names);
  return check(load, options);
}

function check(load: UndoneLoad, options: UndoLoadOptions): CheckedUndo {
  if (typeof load !== "object" || load === null || !Array.isArray(load.jobs) || load.jobs.length === 0) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use load: expected what loadRows gave, or { jobs: [id] }, got ${describeValue(load)}`,
    );
  }
  const { api = "1.0", batches = [] } = load;
  checkWord("api", api, ["1.0", "2.0"]);
  const jobs = load.jobs.map((id: unknown) => checkId(id as string, "750", "jobs"));
  const { shortest, longest } = readIntervals(options);
  const { journal } = options;
  if (journal !== undefined && (typeof journal?.read !== "function" || typeof journal.append !== "function")) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use journal: expected what fileJournal, browserJournal or memoryJournal gives, or an object with read and append, got ${describeValue(journal)}`,
    );
  }
  return {
    load: { api, jobs: [...new Map(jobs.map((id) => [id.slice(0, 15), id])).values()], batches },
    snapshot: checkSnapshot(options.snapshot),
    later: checkLater(options.later ?? []),
    journal,
    keep: checkSnapshot(options.keep, "keep"),
    onPlan: checkFunction("onPlan", options.onPlan),
    onProgress: checkFunction("onProgress", options.onProgress),
    waitTimeout: readTimeout("waitTimeout", options.waitTimeout, 86_400_000),
    minInterval: shortest,
    maxInterval: longest,
    signal: options.signal,
  };
}

function checkLater(later: readonly LaterUndo[]): readonly LaterUndo[] {
  if (!Array.isArray(later)) {
    throw argumentError("InvalidArgument", `Cannot use later: expected a list, got ${describeValue(later)}`);
  }
  return later.map((one: Partial<LaterUndo> | null): LaterUndo => {
    const { jobs, steps } = one ?? {};
    const snapshot = checkSnapshot(one?.snapshot, "later.snapshot");
    if (snapshot === undefined || !Array.isArray(jobs) || !Array.isArray(steps)) {
      throw argumentError(
        "InvalidArgument",
        `Cannot use later: expected { jobs, snapshot, steps } of each load, got ${describeValue(one)}`,
      );
    }
    return {
      jobs: jobs.map((id: unknown) => checkId(id as string, "750", "later.jobs")),
      snapshot,
      steps: steps.map((step: Partial<LaterUndo["steps"][number]> | null) => {
        const { operation, jobs: own = [] } = step ?? {};
        checkWord("later.steps.operation", operation, ["update", "delete"]);
        return {
          operation: operation === "delete" ? "delete" : "update",
          jobs: own.map((id: unknown) => checkId(id as string, "750", "later.steps.jobs")),
        };
      }),
    };
  });
}
