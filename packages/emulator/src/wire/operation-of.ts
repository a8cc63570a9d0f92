/** What a request is about: the name that faults and the log use. */
export type Operation =
  | "create"
  | "getJob"
  | "close"
  | "abort"
  | "addBatch"
  | "listBatches"
  | "getBatch"
  | "getBatchRequest"
  | "getResults"
  | "getQueryResult"
  | "listJobs"
  | "token"
  | "other";

/** Tells what a request is about by its method, its path and, where a job is changed, the word in its body. */
export function operationOf(
  method: string,
  path: string,
  text: string,
): { readonly operation: Operation; readonly jobId: string | undefined } {
  const [, rest] = /^\/services\/async\/[^/]+\/job(\/.*)?$/.exec(path) ?? [];
  if (/^\/services\/async\/[^/]+\/job\/?$/.test(path)) {
    return { operation: method === "POST" ? "create" : "other", jobId: undefined };
  }
  if (rest === undefined) return { operation: elsewhere(method, path), jobId: undefined };
  const [, jobId, part, batchId, detail, resultId] = rest.replace(/\/$/, "").split("/");
  const get = method === "GET";
  const post = method === "POST";
  const operation = ((): Operation => {
    if (part === undefined) return get ? "getJob" : post ? changeOf(text) : "other";
    if (part !== "batch") return "other";
    if (batchId === undefined) return get ? "listBatches" : post ? "addBatch" : "other";
    if (!get) return "other";
    if (detail === undefined) return "getBatch";
    if (detail === "request") return "getBatchRequest";
    return detail === "result" ? (resultId === undefined ? "getResults" : "getQueryResult") : "other";
  })();
  return { operation, jobId };
}

const changeOf = (text: string): Operation => (/"Aborted"|>\s*Aborted\s*</.test(text) ? "abort" : "close");

function elsewhere(method: string, path: string): Operation {
  if (method === "GET" && /^\/services\/data\/v[^/]+\/jobs\/(?:ingest|query)\/?$/.test(path)) return "listJobs";
  return method === "POST" && path === "/services/oauth2/token" ? "token" : "other";
}
