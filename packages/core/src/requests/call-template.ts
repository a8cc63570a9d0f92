import type { ApiCall, CallIds } from "./api-calls.ts";
import type { Method } from "./api-request.ts";
import { requestPath } from "./request-path.ts";

/** What a call's first line is like, with the names of what differs from time to time in braces. */
export interface CallTemplate {
  readonly method: Method;
  /** Without the query: `/services/async/{version}/job/{jobId}`. */
  readonly path: string;
  /** The names of the query's parameters. */
  readonly parameters: readonly string[];
  /** What it is about, `close job "{jobId}"`. */
  readonly action: string;
}

const placeholders: CallIds = {
  jobId: "{jobId}",
  batchId: "{batchId}",
  resultId: "{resultId}",
  object: "{object}",
};

/** Asks a request function what its requests are like, by giving it names in place of ids. */
export function callTemplate({ request }: Pick<ApiCall, "request">): CallTemplate {
  const made = request(placeholders);
  const [path = "", query = ""] = requestPath(made, "{version}").split("?");
  return { method: made.method, path, parameters: [...new URLSearchParams(query).keys()], action: made.action };
}
