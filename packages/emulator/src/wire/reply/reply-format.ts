import type { Job } from "../../org/state/job.ts";
import type { Arrival } from "../request/arrival.ts";

/** The two forms in which the Bulk API answers. */
export type Format = "json" | "xml";

/**
 * Chooses the form of an answer by the recorded rule: creating and changing a job goes by the request's Content-Type,
 * everything else about a known job by that job's, and about an unknown one by the request's again. `Accept` has no say.
 */
export function replyFormat(
  { operation, headers }: Pick<Arrival, "operation" | "headers">,
  job?: Pick<Job, "contentType">,
): Format {
  const changes = operation === "create" || operation === "close" || operation === "abort";
  if (job !== undefined && !changes) return job.contentType.endsWith("JSON") ? "json" : "xml";
  return (headers.get("content-type") ?? "").toLowerCase().includes("json") ? "json" : "xml";
}

/** Gives the content type of an answer; Salesforce sends it without a charset (recorded). */
export const contentTypeOf = (format: Format): string => (format === "json" ? "application/json" : "application/xml");
