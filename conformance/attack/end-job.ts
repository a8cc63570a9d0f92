import { abortJob, type Connection, settleClose } from "@sfbulk/core";
import { seeError, type SeenError } from "./seen-error.ts";

/** How a job is ended. */
export type Verb = "abort" | "close";

/** What sfbulk says of a job that it was to end. */
type Ending =
  | {
      readonly kind: "ended";
      readonly job: { readonly id: string; readonly state: string };
      readonly outcome?: string;
      readonly attempts?: number;
      readonly verifiedBy?: string;
    }
  | { readonly kind: "error"; readonly error: SeenError };

/** Ends a job, wherever that is done. */
export type JobEnder = (verb: Verb, jobId: string) => Promise<Ending>;

/** Ends jobs by a connection; what comes of it is plain data, which leaves a page too. */
export const jobEnder =
  (connection: Connection): JobEnder =>
  async (verb, jobId) => {
    try {
      if (verb === "abort") return { kind: "ended", job: await abortJob(connection, jobId) };
      const { job, outcome, attempts, verifiedBy } = await settleClose(connection, jobId);
      return { kind: "ended", job, outcome, attempts, verifiedBy };
    } catch (error) {
      return { kind: "error", error: seeError(error) };
    }
  };
