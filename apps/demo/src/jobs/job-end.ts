import { isSfbulkError } from "@sfbulk/browser";

/** How the closing or aborting of a job ended, in the words of this page. */
export type EndKind = "done" | "already" | "not-yours" | "unknown-job" | "refused" | "session" | "unknown" | "stopped";

/** What became of one job. */
export interface JobEnd {
  readonly jobId: string;
  readonly kind: EndKind;
  /** What to know about it, for a person. */
  readonly text: string;
}

/** The kinds, from good to bad, each with its name when closing and when aborting. */
export const endKinds: readonly {
  readonly kind: EndKind;
  readonly close: string;
  readonly abort: string;
  readonly tone: "good" | "warn" | "bad";
}[] = [
  { kind: "done", close: "Closed", abort: "Aborted", tone: "good" },
  { kind: "already", close: "Already closed", abort: "Already aborted", tone: "good" },
  { kind: "not-yours", close: "Not yours", abort: "Not yours", tone: "warn" },
  { kind: "refused", close: "Refused", abort: "Refused", tone: "warn" },
  { kind: "unknown-job", close: "No such job", abort: "No such job", tone: "warn" },
  { kind: "session", close: "Signed out", abort: "Signed out", tone: "bad" },
  { kind: "unknown", close: "Unknown", abort: "Unknown", tone: "bad" },
  { kind: "stopped", close: "Not begun", abort: "Not begun", tone: "warn" },
];

/** Puts the end of a job into words. */
export function readEnd(
  verb: "close" | "abort",
  jobId: string,
  already: boolean,
  error: Error | "stopped" | undefined,
): JobEnd {
  const ended = verb === "close" ? "closed" : "aborted";
  if (error === undefined) {
    return already
      ? { jobId, kind: "already", text: `Was ${ended} before; nothing has changed` }
      : { jobId, kind: "done", text: `Salesforce says that it is ${ended}` };
  }
  if (error === "stopped")
    return { jobId, kind: "stopped", text: "You stopped before its turn, or while it was asked" };
  return { jobId, kind: kindOf(error), text: error.message };
}

function kindOf(error: Error): EndKind {
  if (!isSfbulkError(error)) return "unknown";
  if (error.name === "SessionError") return "session";
  if (error.name !== "SalesforceError") return "unknown";
  switch (error.exceptionCode) {
    case "InvalidUser":
      return "not-yours";
    case "InvalidJob":
      return "unknown-job";
    default:
      return "refused";
  }
}
