/** Lists what a request may be about. */
export const operations = [
  "create",
  "getJob",
  "close",
  "abort",
  "addBatch",
  "listBatches",
  "getBatch",
  "getBatchRequest",
  "getResults",
  "getQueryResult",
  "uploadSpec",
  "listJobs",
  "createIngestJob",
  "getIngestJob",
  "closeIngestJob",
  "abortIngestJob",
  "deleteIngestJob",
  "uploadData",
  "getIngestResults",
  "createQueryJob",
  "getQueryJob",
  "abortQueryJob",
  "deleteQueryJob",
  "getQueryJobResults",
  "token",
  "authorize",
  "other",
] as const;

/** What a request is about: the name that faults and the log use. */
export type Operation = (typeof operations)[number];

/** What a request is about, and the ids in its path. */
export interface About {
  readonly operation: Operation;
  readonly jobId: string | undefined;
  readonly batchId?: string | undefined;
}

/** Tells what a request is about by its method, its path and, where a job is changed, the word in its body. */
export function operationOf(method: string, path: string, text: string): About {
  const [, rest] = /^\/services\/async\/[^/]+\/job(\/.*)?$/.exec(path) ?? [];
  if (/^\/services\/async\/[^/]+\/job\/?$/.test(path)) {
    return { operation: method === "POST" ? "create" : "other", jobId: undefined };
  }
  if (rest === undefined)
    return bulk2OperationOf(method, path, text) ?? { operation: elsewhere(method, path), jobId: undefined };
  const [, jobId, part, batchId, detail, resultId] = rest.replace(/\/$/, "").split("/");
  const get = method === "GET";
  const post = method === "POST";
  const operation = ((): Operation => {
    if (part === undefined) return get ? "getJob" : post ? changeOf(text) : "other";
    if (part === "spec" && batchId === undefined) return post ? "uploadSpec" : "other";
    if (part !== "batch") return "other";
    if (batchId === undefined) return get ? "listBatches" : post ? "addBatch" : "other";
    if (!get) return "other";
    if (detail === undefined) return "getBatch";
    if (detail === "request") return "getBatchRequest";
    return detail === "result" ? (resultId === undefined ? "getResults" : "getQueryResult") : "other";
  })();
  return { operation, jobId, ...(part === "batch" && batchId !== undefined ? { batchId } : {}) };
}

const changeOf = (text: string): Operation => (/"Aborted"|>\s*Aborted\s*</.test(text) ? "abort" : "close");

/** What is done to a job of Bulk API 2.0 itself, by its kind and the method. */
const bulk2Operations: Readonly<Record<string, Operation>> = {
  "ingest GET": "getIngestJob",
  "ingest DELETE": "deleteIngestJob",
  "query GET": "getQueryJob",
  "query DELETE": "deleteQueryJob",
  "query PATCH": "abortQueryJob",
};

function bulk2OperationOf(method: string, path: string, text: string): About | undefined {
  const [, kind, jobId, part] =
    /^\/services\/data\/v[^/]+\/jobs\/(ingest|query)(?:\/([^/]+))?(?:\/(\w+))?\/?$/.exec(path) ?? [];
  if (kind === undefined) return undefined;
  const operation = ((): Operation => {
    if (jobId === undefined) {
      if (method === "GET") return "listJobs";
      return method === "POST" ? (kind === "ingest" ? "createIngestJob" : "createQueryJob") : "other";
    }
    if (part === undefined) {
      if (kind === "ingest" && method === "PATCH")
        return changeOf(text) === "abort" ? "abortIngestJob" : "closeIngestJob";
      return bulk2Operations[`${kind} ${method}`] ?? "other";
    }
    if (kind === "ingest" && part === "batches") return method === "PUT" ? "uploadData" : "other";
    if (method !== "GET") return "other";
    return kind === "ingest" ? "getIngestResults" : "getQueryJobResults";
  })();
  return { operation, jobId };
}

function elsewhere(method: string, path: string): Operation {
  if (path === "/services/oauth2/authorize") return "authorize";
  return method === "POST" && path === "/services/oauth2/token" ? "token" : "other";
}
