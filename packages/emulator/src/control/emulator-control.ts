import type { BatchInfo, JobInfo } from "@sfbulk/core";
import type { Fault } from "../faults/fault.ts";
import type { Bulk2Info } from "../org/bulk-2/bulk-2-info-of.ts";
import type { Permission } from "../options/permission.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { IngestJobSeed, JobSeed, QueryJobSeed } from "../seeding/job-seeds.ts";
import type { Exchange, UnhandledRequest } from "./exchange-log.ts";
import type { OrgFile } from "./org-file.ts";

/** What a session is to be. */
export interface SessionSeed {
  /** Default: the user of the first token. */
  readonly userId?: string;
  /** After how many calls it expires. Default: never. */
  readonly afterCalls?: number;
  /** What its user may do beyond the ordinary. Default: nothing. */
  readonly permissions?: readonly Permission[];
  /** Whether it is of somebody in a browser, whom no app has signed in: what extensions use. Default: false. */
  readonly browser?: boolean;
  /** Whether the token is a JSON Web Token, which the REST APIs alone take. Default: false. */
  readonly jwt?: boolean;
}

/**
 * Looks behind an emulated org, and steps in. Every method takes one argument or none and gives plain data, so that it is
 * the same over HTTP: `POST /__emulator/<method>` with the argument as JSON.
 */
export interface EmulatorControl {
  /** Forgets everything: jobs, records, faults, the log, sessions, the clock's advance. The first token is valid again. */
  readonly reset: () => Promise<void>;
  /** Puts a job into the org, whatever the rules say. @throws TypeError for an id that is no job's, or is taken, and for what a job cannot have. */
  readonly addJob: (seed?: JobSeed) => Promise<JobInfo>;
  /** Gives a job as it is; `null` where there is none. */
  readonly job: (id: string) => Promise<JobInfo | null>;
  /** Gives all jobs of Bulk API 1.0. */
  readonly jobs: () => Promise<JobInfo[]>;
  /** Puts an ingest job of Bulk API 2.0 into the org. @throws TypeError for an id that is no job's, or is taken, and for what a job cannot have. */
  readonly addIngestJob: (seed?: IngestJobSeed) => Promise<Bulk2Info>;
  /** Puts a query job of Bulk API 2.0 into the org. @throws TypeError for an id that is no job's, or is taken, and for what a job cannot have. */
  readonly addQueryJob: (seed?: QueryJobSeed) => Promise<Bulk2Info>;
  /** Gives a job of Bulk API 2.0 as it is; `null` where there is none. */
  readonly bulk2Job: (id: string) => Promise<Bulk2Info | null>;
  /** Gives all jobs of Bulk API 2.0, ingest and query jobs. */
  readonly bulk2Jobs: () => Promise<Bulk2Info[]>;
  /** Gives the batches of a job; none where there is no such job. */
  readonly batches: (jobId: string) => Promise<BatchInfo[]>;
  /**
   * Gives the records of an object type that are not deleted, by their API names, each with its `Id`.
   *
   * @throws TypeError for an object type that there is not.
   */
  readonly records: (object: string) => Promise<Record<string, string | number | boolean | null>[]>;
  /** Gives what arrived, oldest first, the last 10,000. Preflights and calls of this control are not in it. */
  readonly exchanges: () => Promise<Exchange[]>;
  /**
   * Gives the requests for which the emulator has nothing, a path that it does not know for one: each once, in the order
   * in which they came first. A test that ends with `expect(await control.unhandled()).toEqual([])` leans on nothing that
   * is missing here.
   */
  readonly unhandled: () => Promise<UnhandledRequest[]>;
  /** Moves the org's clock on, in milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /** Opens a session and gives its token. @throws TypeError for what a session cannot have. */
  readonly issueToken: (seed?: SessionSeed) => Promise<string>;
  /** Ends a session. @throws TypeError for a token that no session has. */
  readonly expireToken: (token: string) => Promise<void>;
  /** Arms a fault. @throws TypeError for one that does not exist. */
  readonly fail: (fault: Fault) => Promise<void>;
  /** Gives the table of scenarios. */
  readonly scenarios: () => Promise<readonly Scenario[]>;
  /** Gives the whole org as plain data, so that it can be kept in a file and imported another time. It holds its tokens. */
  readonly exportOrg: () => Promise<OrgFile>;
  /**
   * Puts an org that was exported in the place of this one. Its sessions and its clock come with it; the log begins anew,
   * and its time has gone on meanwhile.
   *
   * @throws TypeError for what is no org, was written by another version of the emulator, or is damaged.
   */
  readonly importOrg: (file: OrgFile) => Promise<void>;
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
  "addIngestJob",
  "addQueryJob",
  "bulk2Job",
  "bulk2Jobs",
  "batches",
  "records",
  "exchanges",
  "unhandled",
  "advance",
  "issueToken",
  "expireToken",
  "fail",
  "scenarios",
  "exportOrg",
  "importOrg",
  "allowOrigins",
];
