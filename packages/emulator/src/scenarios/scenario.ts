import { toLongId } from "../org/state/to-long-id.ts";
import type { IngestJobSeed, JobSeed, QueryJobSeed } from "../seeding/job-seeds.ts";
import type { Fault, FaultTarget } from "../faults/fault.ts";

/** What a client does with the job of a scenario: a function of core. */
export type ScenarioCall =
  | "closeJob"
  | "closeIngestJob"
  | "uploadIngestRows"
  | "waitForIngestJob"
  | "ingestResults"
  | "waitForQueryJob"
  | "queryJobResults";

/** What a client should come to. */
export interface ScenarioOutcome {
  /**
   * `closed`, `already-closed`, `uploaded` and `read` are successes, the others the `name` of the error. `Failed` is the
   * state of a job that was waited for, and whose rows were read.
   */
  readonly outcome:
    | "closed"
    | "already-closed"
    | "uploaded"
    | "read"
    | "Failed"
    | "NetworkError"
    | "SessionError"
    | "SalesforceError"
    | "ResponseError"
    | "WaitTimeoutError";
  /** Salesforce's code, of a `SalesforceError`. */
  readonly exceptionCode?: string;
  /** What proves a close: the reply to it itself, or a later reading. Absent where it depends on the runtime. */
  readonly verifiedBy?: "reply" | "read";
  /** How often the call is sent. Absent where it depends on the runtime, and where the client is not told. */
  readonly attempts?: number;
  /** How many rows were written, refused and left over. */
  readonly rows?: readonly [successful: number, failed: number, unprocessed: number];
  /** The state in which the org has the job afterwards. Absent where there is no job. */
  readonly jobState?: "Open" | "Closed" | "Aborted" | "Failed" | "InProgress" | "JobComplete";
}

/** One way in which closing a job of Bulk API 1.0, or working with one of Bulk API 2.0, can go. */
export interface Scenario {
  /** The job: a valid id of 18 characters, always the same. */
  readonly id: string;
  /** A name to look it up by, `answer-lost`. */
  readonly name: string;
  /** What happens, in one sentence for a person. */
  readonly story: string;
  /** What is done with the job. */
  readonly call: ScenarioCall;
  /** How it comes about. */
  readonly setup: {
    /** The job of Bulk API 1.0 to be put into the org; absent where the story is that there is none. */
    readonly job?: JobSeed;
    /** The ingest job of Bulk API 2.0 to be put into the org. */
    readonly ingestJob?: IngestJobSeed;
    /** The query job of Bulk API 2.0 to be put into the org. */
    readonly queryJob?: QueryJobSeed;
    /** The faults to be armed. They strike this job only. */
    readonly faults: readonly Fault[];
    /** Whether the client must be able to get a new token. */
    readonly renewable: boolean;
  };
  readonly expected: ScenarioOutcome;
}

/** A fault of a scenario before it is tied to its job: it strikes the close unless it says otherwise. */
type ScenarioFault = Fault & { readonly on?: Omit<FaultTarget, "jobId"> };

/** What a scenario has besides its name and its story. */
interface ScenarioSetup {
  readonly job?: Omit<JobSeed, "id"> | "none";
  readonly faults?: readonly ScenarioFault[];
  readonly renewable?: boolean;
}

/**
 * Makes a scenario of closing a job of Bulk API 1.0.
 *
 * @param number - Makes its job's id; it is never given to another scenario.
 */
export function scenario(
  number: number,
  name: string,
  story: string,
  { job = {}, faults = [], renewable = false }: ScenarioSetup,
  expected: ScenarioOutcome,
): Scenario {
  const id = idOf(number);
  const tied = faults.map((fault): Fault => ({ ...fault, on: { operation: "close", ...fault.on, jobId: id } }));
  return {
    id,
    name,
    story,
    call: "closeJob",
    setup: { ...(job === "none" ? {} : { job: { ...job, id } }), faults: tied, renewable },
    expected,
  };
}

/** What a scenario of Bulk API 2.0 has besides its name and its story. */
interface Bulk2ScenarioSetup {
  readonly ingestJob?: Omit<IngestJobSeed, "id">;
  readonly queryJob?: Omit<QueryJobSeed, "id">;
  readonly faults?: readonly Fault[];
  readonly renewable?: boolean;
}

/**
 * Makes a scenario of Bulk API 2.0.
 *
 * @param number - Makes its job's id; it is never given to another scenario.
 */
export function bulk2Scenario(
  number: number,
  name: string,
  story: string,
  call: Exclude<ScenarioCall, "closeJob">,
  { ingestJob, queryJob, faults = [], renewable = false }: Bulk2ScenarioSetup,
  expected: ScenarioOutcome,
): Scenario {
  const id = idOf(number);
  return {
    id,
    name,
    story,
    call,
    setup: {
      ...(ingestJob === undefined ? {} : { ingestJob: { ...ingestJob, id } }),
      ...(queryJob === undefined ? {} : { queryJob: { ...queryJob, id } }),
      faults: faults.map((fault): Fault => ({ ...fault, on: { ...fault.on, jobId: id } })),
      renewable,
    },
    expected,
  };
}

const idOf = (number: number): string => toLongId(`7508Z00000Sc${String(number).padStart(3, "0")}`);

/** Closed at once, by the first request. */
export const closedAtOnce: ScenarioOutcome = {
  outcome: "closed",
  verifiedBy: "reply",
  attempts: 1,
  jobState: "Closed",
};

/** Closed by the second request, whose reply says so. */
export const closedOnRepeat: ScenarioOutcome = { ...closedAtOnce, attempts: 2 };

/** Closed by the first request, whose answer was lost: the second is refused, and reading the job settles it. */
export const closedUnheard: ScenarioOutcome = {
  outcome: "closed",
  verifiedBy: "read",
  attempts: 2,
  jobState: "Closed",
};
