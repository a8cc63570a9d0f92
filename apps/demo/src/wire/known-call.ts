import { callTemplate, findCall } from "@sfbulk/core/requests";
import { capital } from "../components/format.ts";
import type { ExchangeRecord } from "./exchange-record.ts";

/** What an exchange is among the library's own calls. */
export interface KnownCall {
  /** What it is about, without ids: "Close job". */
  readonly title: string;
  /** The function of the library that sends it. */
  readonly operation: string;
  /** The ids in its path, by the names `jobId`, `batchId` and `resultId`. */
  readonly ids: Readonly<Record<string, string>>;
  /** Whether its path names a job and nothing of it. */
  readonly isAboutJob: boolean;
}

/** Recognises an exchange; `undefined` where the library knows no such request. */
export function knownCall({
  method,
  url,
  body,
}: Pick<ExchangeRecord, "method" | "url" | "body">): KnownCall | undefined {
  const found = findCall(method, new URL(url).pathname, body?.text);
  if (found === undefined) return undefined;
  const { call, ids } = found;
  const { action, path } = callTemplate(call);
  return { title: titleOf(action), operation: call.operation, ids, isAboutJob: path.endsWith("/{jobId}") };
}

/** Leaves out what differs from call to call: `create a job to {operation} {object}` is "Create a job". */
function titleOf(action: string): string {
  const [general = ""] = action.split(/ (?:to )?"?\{/);
  return capital(general);
}
