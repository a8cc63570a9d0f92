import { type ApiCall, apiCalls } from "./api-calls.ts";
import { callTemplate } from "./call-template.ts";
import { matchPath } from "./match-path.ts";

/** A call that was recognised by what went over the wire. */
export interface FoundCall {
  readonly call: ApiCall;
  /** The ids that stand in its path, by the names that `CallIds` has for them. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Finds all calls with a method and a path. There may be several: closing and aborting a job differ in their bodies. */
export function findCalls(method: string, path: string): FoundCall[] {
  return apiCalls.flatMap((call) => {
    const template = callTemplate(call);
    const ids = template.method === method ? matchPath(template.path, path) : undefined;
    return ids === undefined ? [] : [{ call, ids }];
  });
}

/**
 * Finds the call that a request is. Where the same is asked for several ends, it is the first of them in the list.
 *
 * @param path - The path of its address, without the query.
 * @param body - Its body as a string.
 * @returns `undefined` where it is none of core's.
 */
export function findCall(method: string, path: string, body = ""): FoundCall | undefined {
  const found = findCalls(method, path);
  return found.find(({ call, ids }) => call.request({ ...noIds, ...ids }).body === body) ?? found[0];
}

const noIds = { jobId: "", batchId: "", resultId: "", object: "" };
