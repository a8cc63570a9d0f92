import type { BatchInfo, JobInfo } from "@sfbulk/core";
import type { Fault } from "../faults/fault.ts";
import type { JobStateName } from "../org/job.ts";
import type { Permission } from "../org/session.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Exchange } from "./exchange-log.ts";

/** What a job is to be that is put into the org from outside. Everything may be left out. */
export interface JobSeed {
  /** Default: the next free id. */
  readonly id?: string;
  /** Default: `Open`. */
  readonly state?: JobStateName;
  /** Default: `Account`. */
  readonly object?: string;
  /** Default: `insert`. */
  readonly operation?: string;
  /** Default: `CSV`. */
  readonly contentType?: string;
  /** Default: none. */
  readonly externalIdFieldName?: string;
  /** Default: `Parallel`. */
  readonly concurrencyMode?: "Parallel" | "Serial";
  /** Default: the user of the first token. Another one's job cannot be closed with it. */
  readonly createdById?: string;
  /** How many milliseconds ago it was created. Default: 0. */
  readonly ageMs?: number;
  /** Default: `66.0`. */
  readonly apiVersion?: string;
  /** The bodies of its batches, as old as the job itself. Default: none. */
  readonly batches?: readonly string[];
}

/** What a session is to be. */
export interface SessionSeed {
  /** Default: the user of the first token. */
  readonly userId?: string;
  /** After how many calls it expires. Default: never. */
  readonly afterCalls?: number;
  /** What its user may do beyond the ordinary. Default: nothing. */
  readonly permissions?: readonly Permission[];
}

/**
 * Looks behind an emulated org, and steps in. Every method takes one argument or none and gives plain data, so that it is
 * the same over HTTP: `POST /__emulator/<method>` with the argument as JSON.
 */
export interface EmulatorControl {
  /** Forgets everything: jobs, records, faults, the log, sessions, the clock's advance. The first token is valid again. */
  readonly reset: () => Promise<void>;
  /** Puts a job into the org, whatever the rules say. @throws TypeError for an id that is no job's, or is taken. */
  readonly addJob: (seed?: JobSeed) => Promise<JobInfo>;
  /** Gives a job as it is; `null` where there is none. */
  readonly job: (id: string) => Promise<JobInfo | null>;
  /** Gives all jobs. */
  readonly jobs: () => Promise<JobInfo[]>;
  /** Gives the batches of a job; none where there is no such job. */
  readonly batches: (jobId: string) => Promise<BatchInfo[]>;
  /** Gives the records of an object type that are not deleted, by their API names, each with its `Id`. */
  readonly records: (object: string) => Promise<Record<string, string | number | boolean | null>[]>;
  /** Gives what arrived, oldest first, the last 10,000. Preflights and calls of this control are not in it. */
  readonly exchanges: () => Promise<Exchange[]>;
  /** Moves the org's clock on, in milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /** Opens a session and gives its token. */
  readonly issueToken: (seed?: SessionSeed) => Promise<string>;
  /** Ends a session. */
  readonly expireToken: (token: string) => Promise<void>;
  /** Arms a fault. @throws TypeError for one that does not exist. */
  readonly fail: (fault: Fault) => Promise<void>;
  /** Gives the table of scenarios. */
  readonly scenarios: () => Promise<readonly Scenario[]>;
  /**
   * Puts these origins in the place of those whose pages may call, as `corsAllowList` of the options says.
   *
   * @throws TypeError for one that is no origin.
   */
  readonly allowOrigins: (origins: readonly string[]) => Promise<void>;
}

/** Lists the methods of {@link EmulatorControl}. */
export const controlMethods: readonly (keyof EmulatorControl)[] = [
  "reset",
  "addJob",
  "job",
  "jobs",
  "batches",
  "records",
  "exchanges",
  "advance",
  "issueToken",
  "expireToken",
  "fail",
  "scenarios",
  "allowOrigins",
];
