import { type Fault, isCode } from "./read-fault.ts";

/** What a refusal means for whoever was refused. */
export interface RefusalRule {
  /** Salesforce's codes, in any case; without them the status alone decides. */
  readonly codes?: readonly string[];
  /** What Salesforce's text has in it. Linear: it sees foreign text. */
  readonly text?: RegExp;
  /** The statuses; without them every one. */
  readonly statuses?: readonly number[];
  /** `transient` may be gone another time, `final` stays, `session` wants another session, `signIn` is final and about the session. */
  readonly verdict: "transient" | "final" | "session" | "signIn";
  /** The code of the error, where `SessionRejected` says too little, and what to do about it. */
  readonly advice?: readonly [code: "ApiAccessControl", words: string];
  /** Whether what was asked may have been done all the same. Default: no. */
  readonly mayHaveApplied?: true;
  /** How many attempts are worth it at most, where that is fewer than for others. */
  readonly maxAttempts?: number;
}

/**
 * What Salesforce's refusals mean, and those of what stands before it: the first rule that fits decides. This is the only
 * place where its texts decide anything for an exchange. Where a rule is known from, its comment says: Salesforce's page, an
 * issue, a program that runs; or `guess`.
 */
export const refusals: readonly RefusalRule[] = [
  // Source: Salesforce's help 005228838, forcedotcom/dataloader#1641; jsforce would ask for a new one without end
  {
    text: /This session is not valid for use with the (?:REST )?API/i,
    verdict: "signIn",
    advice: ["ApiAccessControl", "sign in by an app that Setup → API Access Control lets in"],
  },
  // Source: jsforce
  { text: /Connected app is not attached to Agent/i, verdict: "signIn" },
  // Source: REST API Developer Guide, Status Codes
  { statuses: [401], verdict: "session" },
  // Source: recorded with status 400 (heroku/salesforce-bulk#44)
  {
    codes: ["InvalidSessionId", "INVALID_SESSION_ID", "INVALID_AUTH_HEADER", "Bad_OAuth_Token", "Missing_OAuth_Token"],
    verdict: "session",
  },
  // Source: Bulk API Developer Guide, Limits: it lasts up to a day
  {
    codes: ["ExceededQuota"],
    verdict: "final",
  },
  // Source: salto-io/salto#3056: it counts requests that run now
  {
    codes: ["REQUEST_LIMIT_EXCEEDED"],
    text: /Concurrent/,
    verdict: "transient",
  },
  // Source: API limits: TotalRequests lasts up to a day; for other texts a guess
  {
    codes: ["REQUEST_LIMIT_EXCEEDED"],
    verdict: "final",
  },
  // Source: salto-io/salto#5689, airbytehq/airbyte#26520
  {
    codes: ["TXN_SECURITY_METERING_ERROR"],
    verdict: "transient",
  },
  // Source: jsforce#31, jsforce#545
  {
    codes: ["ClientInputError"],
    text: /max size|Unable to find any data/i,
    verdict: "final",
  },
  // Source: jsforce#1216: the same data works another time; that its text speaks of reading is a guess
  {
    codes: ["ClientInputError"],
    text: /read/i,
    verdict: "transient",
  },
  // Source: Bulk API Developer Guide, Errors; that the request may have been carried out is a guess
  {
    codes: ["Timeout", "InternalServerError", "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION"],
    verdict: "transient",
    mayHaveApplied: true,
  },
  // Source: ForceCLI/force lib/force.go; jsforce
  {
    statuses: [420],
    verdict: "transient",
    // The org is gone or cannot be reached: once more, as Salesforce's own tools do, and no longer.
    maxAttempts: 2,
  },
  // Source: jsforce retries them; for 406 a guess
  {
    statuses: [406, 429],
    verdict: "transient",
  },
  // Source: guess, after RFC 9110
  { statuses: [408], verdict: "transient", mayHaveApplied: true },
  // Source: RFC 9110; jsforce retries them
  {
    statuses: [500, 502, 503, 504],
    verdict: "transient",
    mayHaveApplied: true,
  },
];

// Source of both: RFC 9110. Up to 499, the request is at fault.
const others: RefusalRule = { verdict: "final" };
const otherServerFaults: RefusalRule = { ...others, mayHaveApplied: true };

/**
 * Judges a refusal by its status, its code and its text.
 *
 * @param fault - What Salesforce said; `undefined` where nothing was understood.
 */
export function judgeFault(status: number, fault: Fault | undefined): RefusalRule {
  const rule = refusals.find(
    ({ codes, text, statuses }) =>
      (statuses === undefined || statuses.includes(status)) &&
      (codes === undefined || (fault !== undefined && isCode(fault, ...codes))) &&
      (text === undefined || (fault !== undefined && text.test(fault.exceptionMessage.slice(0, maxText)))),
  );
  return rule ?? (status >= 500 ? otherServerFaults : others);
}

/** How much of a text decides. Salesforce's have fewer than 300 characters. */
const maxText = 2000;
