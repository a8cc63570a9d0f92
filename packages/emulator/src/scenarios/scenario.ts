import { toLongId } from "../org/state/to-long-id.ts";
import type { JobSeed } from "../seeding/job-seeds.ts";
import type { Fault, FaultTarget } from "../faults/fault.ts";

/** What a client that closes the job should come to. */
export interface ScenarioOutcome {
  /** `closed` and `already-closed` are successes, the others the `name` of the error. */
  readonly outcome: "closed" | "already-closed" | "NetworkError" | "SessionError" | "SalesforceError" | "ResponseError";
  /** Salesforce's code, of a `SalesforceError`. */
  readonly exceptionCode?: string;
  /** What proves a success: the reply to the close itself, or a later reading. Absent where it depends on the runtime. */
  readonly verifiedBy?: "reply" | "read";
  /** How often the close is sent. Absent where it depends on the runtime. */
  readonly attempts?: number;
  /** The state in which the org has the job afterwards. Absent where there is no job. */
  readonly jobState?: "Open" | "Closed" | "Aborted" | "Failed";
}

/** One way in which the closing of a job can go. */
export interface Scenario {
  /** The job to be closed: a valid id of 18 characters, always the same. */
  readonly id: string;
  /** A name to look it up by, `answer-lost`. */
  readonly name: string;
  /** What happens, in one sentence for a person. */
  readonly story: string;
  /** How it comes about. */
  readonly setup: {
    /** The job to be put into the org; absent where the story is that there is none. */
    readonly job?: JobSeed;
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
 * Makes a scenario.
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
  const id = toLongId(`7508Z00000Sc${String(number).padStart(3, "0")}`);
  const tied = faults.map((fault): Fault => ({ ...fault, on: { operation: "close", ...fault.on, jobId: id } }));
  return {
    id,
    name,
    story,
    setup: { ...(job === "none" ? {} : { job: { ...job, id } }), faults: tied, renewable },
    expected,
  };
}

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
