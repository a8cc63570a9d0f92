import { checkMembers, type MemberKind, type MemberKinds } from "../options/check-members.ts";
import { operations } from "../wire/request/operation-of.ts";
import type { Fault, FaultKind, FaultOf, FaultTarget, FaultTiming } from "./fault.ts";
import { faultKinds } from "./fault-handlers.ts";
import { passingCodes } from "./passing-refusal.ts";

/** An answer's status, as far as an answer can have it. */
const status: MemberKind = {
  expected: "a status from 200 to 599",
  isGood: (value) => Number.isInteger(value) && (value as number) >= 200 && (value as number) <= 599,
};
const atLeast = (least: number, unit: string): MemberKind => ({
  expected: `${least} or more ${unit}`,
  isGood: (value) => typeof value === "number" && value >= least,
});
const applied = { applied: "boolean" } as const;

/** What a fault of a kind may say beside when it strikes. */
const own: { readonly [Kind in FaultKind["kind"]]: MemberKinds<Omit<FaultOf<Kind>, "kind">> } = {
  "answer-lost": {},
  "request-lost": {},
  "body-dropped": {},
  "body-stalled": {},
  "late-arrival": { delay: "time" },
  "slow-line": { bytesPerSecond: atLeast(1, "bytes") },
  "upload-stalled": { after: atLeast(0, "bytes") },
  "never-answers": applied,
  status: {
    ...applied,
    status,
    page: ["maintenance", "cdn", "gone", "empty"],
    retryAfter: {
      expected: "seconds or an HTTP date",
      isGood: (value) => typeof value === "number" || typeof value === "string",
    },
  },
  "gzip-cut": {},
  "gzip-no-trailer": {},
  "gzip-bad-checksum": {},
  "json-cut": {},
  "empty-body": applied,
  "no-content": applied,
  "html-ok": applied,
  "wrong-content-type": { contentType: "string" },
  "someone-elses-job": applied,
  "wrong-state": {},
  "xml-reply": {},
  refused: { exceptionCode: "string", exceptionMessage: "string", status },
  "passing-refusal": { code: passingCodes },
  garbage: {},
  "batch-fails": { chunk: "count", stateMessage: "string" },
  "batch-retried": { attempts: "count" },
  "rows-locked": { rows: "count" },
  "rest-array-fault": { errorCode: "string", message: "string", status },
  "session-expired": { form: ["json", "xml", "rest-array", "plain"], status },
  redirect: { status, location: "string" },
  "closed-by-other": {},
  "aborted-by-other": {},
  "deleted-by-other": {},
  "gzip-bomb": { bytes: "count" },
  "huge-body": {},
  "exceeded-quota": {},
};

/** What must be said, since nothing can be taken for it. */
const required: Readonly<Partial<Record<FaultKind["kind"], readonly string[]>>> = {
  "late-arrival": ["delay"],
  "slow-line": ["bytesPerSecond"],
  status: ["status"],
  refused: ["exceptionCode", "exceptionMessage"],
  "passing-refusal": ["code"],
};

const timing: MemberKinds<FaultTiming & Pick<Fault, "kind">> = {
  kind: faultKinds,
  on: "object",
  times: {
    expected: '1 or more, or "always"',
    isGood: (value) => value === "always" || (typeof value === "number" && value >= 1),
  },
  skip: { expected: "0 or more requests", isGood: (value) => Number.isInteger(value) && (value as number) >= 0 },
};

const target: MemberKinds<FaultTarget> = {
  method: "string",
  operation: {
    expected: `one or several of ${operations.join(", ")}`,
    isGood: (value) =>
      value !== "" && [value].flat().length > 0 && [value].flat().every((one) => operations.includes(one as never)),
  },
  jobId: "string",
  batchId: "string",
};

/**
 * Checks a fault before it is armed: one that never strikes, as what it aims at is spelled wrongly, would make a test pass.
 *
 * @throws TypeError for a kind, a name or a value that there is not.
 */
export function checkFault(fault: Fault): void {
  if (typeof fault !== "object" || fault === null || !faultKinds.includes(fault.kind)) {
    const shown = JSON.stringify((fault as { kind?: unknown } | null)?.kind) ?? "undefined";
    throw new TypeError(`Cannot arm fault of kind ${shown}: expected one of ${faultKinds.join(", ")}`);
  }
  const what = `fault "${fault.kind}"`;
  checkMembers(what, fault, { ...timing, ...(own[fault.kind] as MemberKinds<Fault>) });
  const missing = required[fault.kind]?.find(
    (name) => (fault as unknown as Record<string, unknown>)[name] === undefined,
  );
  if (missing !== undefined) throw new TypeError(`Cannot use ${what}: expected ${missing}`);
  if (fault.on !== undefined) checkMembers(`the target of ${what}`, fault.on, target);
}
