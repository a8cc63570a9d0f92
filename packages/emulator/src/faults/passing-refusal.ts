import { plainReply } from "../wire/reply/plain-reply.ts";
import type { PassingCode } from "./fault.ts";
import { refuse, refuseAsRest } from "./reply-faults.ts";
import type { FaultHandler } from "./scene.ts";

interface Words {
  /** Whose form it has: the Bulk API's, the REST API's, or none. */
  readonly form: "async" | "rest" | "none";
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
}

/**
 * What is said. The two about transactions are quoted by several clients, the first about requests too; that these forms
 * reach clients of the Bulk API, all other messages, and the statuses of `ClientInputError`, `Timeout` and
 * `SERVER_UNAVAILABLE` are guesses.
 */
const passing: Readonly<Record<PassingCode, Words>> = {
  ConcurrentRequests: {
    form: "rest",
    status: 403,
    code: "REQUEST_LIMIT_EXCEEDED",
    message: "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
  },
  ConcurrentPerOrgLongTxn: {
    form: "rest",
    status: 403,
    code: "REQUEST_LIMIT_EXCEEDED",
    message: "ConcurrentPerOrgLongTxn Limit exceeded.",
  },
  TXN_SECURITY_METERING_ERROR: {
    form: "rest",
    status: 400,
    code: "TXN_SECURITY_METERING_ERROR",
    message: "We can't complete the action because enabled transaction security policies took too long to complete.",
  },
  ClientInputError: { form: "async", status: 400, code: "ClientInputError", message: "Failed to read request." },
  Timeout: { form: "async", status: 400, code: "Timeout", message: "The request timed out." },
  InternalServerError: {
    form: "async",
    status: 500,
    code: "InternalServerError",
    message: "An unexpected error occurred.",
  },
  SERVER_UNAVAILABLE: { form: "rest", status: 503, code: "SERVER_UNAVAILABLE", message: "Server unavailable." },
  "406": { form: "none", status: 406 },
  "408": { form: "none", status: 408 },
};

/** Lists the refusals that are gone another time. */
export const passingCodes: readonly string[] = Object.keys(passing);

/** Refuses what would be taken another time. */
export const passingRefusal: FaultHandler<"passing-refusal"> = (fault, scene) => {
  const { form, status, code = "", message = "" } = passing[fault.code];
  if (form === "none") return scene.send(plainReply(status, "", ""));
  return form === "rest" ? refuseAsRest(scene, code, message, status) : refuse(scene, code, message, status);
};
