import { closedAtOnce, closedOnRepeat, scenario, type Scenario } from "./scenario.ts";

const everywhere = { on: { operation: ["close", "getJob"] }, times: "always" } as const;
const useless = { outcome: "ResponseError", attempts: 1, jobState: "Open" } as const;

/** Closing jobs with answers that say no, or that are not the answer. */
export const refusalScenarios: readonly Scenario[] = [
  scenario(
    60,
    "session-expired",
    "The session has expired (status 400, JSON), and a new one is to be had.",
    { faults: [{ kind: "session-expired", form: "json" }], renewable: true },
    closedOnRepeat,
  ),
  scenario(
    61,
    "session-expired-xml",
    "The same, said in XML.",
    { faults: [{ kind: "session-expired", form: "xml" }], renewable: true },
    closedOnRepeat,
  ),
  scenario(
    62,
    "session-expired-rest",
    "The same, said as the REST API does: status 401 and an array.",
    { faults: [{ kind: "session-expired", form: "rest-array" }], renewable: true },
    closedOnRepeat,
  ),
  scenario(
    63,
    "session-expired-plain",
    "The same, said as the identity service does: status 403 and one word.",
    { faults: [{ kind: "session-expired", form: "plain" }], renewable: true },
    closedOnRepeat,
  ),
  scenario(
    64,
    "session-expired-for-good",
    "The session has expired, and there is no way to get a new one.",
    { faults: [{ kind: "session-expired", times: "always", on: everywhere.on }] },
    { outcome: "SessionError", attempts: 1, jobState: "Open" },
  ),
  scenario(
    65,
    "every-session-rejected",
    "New sessions are rejected as well; after the second there is no point in going on.",
    { faults: [{ kind: "session-expired", times: "always", on: everywhere.on }], renewable: true },
    { outcome: "SessionError", attempts: 2, jobState: "Open" },
  ),
  scenario(
    66,
    "batch-quota",
    "The org has used up its batches for the day.",
    { faults: [{ kind: "exceeded-quota", times: "always" }] },
    { outcome: "SalesforceError", exceptionCode: "ExceededQuota", attempts: 1, jobState: "Open" },
  ),
  scenario(
    67,
    "request-limit",
    "The org has used up its API calls for the day, which the REST layer says in its own form.",
    { faults: [{ kind: "rest-array-fault", times: "always" }] },
    { outcome: "SalesforceError", exceptionCode: "REQUEST_LIMIT_EXCEEDED", attempts: 1, jobState: "Open" },
  ),
  scenario(
    68,
    "api-disabled",
    "The org has no Bulk API.",
    {
      faults: [
        {
          kind: "refused",
          exceptionCode: "FeatureNotEnabled",
          exceptionMessage: "Async API not enabled",
          times: "always",
        },
      ],
    },
    { outcome: "SalesforceError", exceptionCode: "FeatureNotEnabled", attempts: 1, jobState: "Open" },
  ),
  scenario(
    69,
    "xml-reply",
    "The answer is XML, although JSON was asked for.",
    { faults: [{ kind: "xml-reply" }] },
    closedAtOnce,
  ),
  scenario(
    70,
    "wrong-content-type",
    "The answer is right and calls itself a page.",
    { faults: [{ kind: "wrong-content-type" }] },
    closedAtOnce,
  ),
  scenario(
    71,
    "login-page",
    "The answer is a login page with status 200.",
    { faults: [{ kind: "html-ok", ...everywhere }] },
    useless,
  ),
  scenario(
    72,
    "redirect",
    "The answer leads to another host, where the session must not be sent.",
    { faults: [{ kind: "redirect", ...everywhere }] },
    useless,
  ),
  scenario(
    73,
    "redirect-307",
    "The same with a status that has the request sent again as it is.",
    { faults: [{ kind: "redirect", status: 307, ...everywhere }] },
    useless,
  ),
  scenario(
    74,
    "someone-elses-job",
    "The answer says that all went well, with another job.",
    { faults: [{ kind: "someone-elses-job", ...everywhere }] },
    useless,
  ),
  scenario(
    75,
    "wrong-state",
    "The answer says that all went well, and shows the job still open.",
    { faults: [{ kind: "wrong-state", ...everywhere }] },
    useless,
  ),
  scenario(
    76,
    "gzip-bomb",
    "A compressed answer of 1 MB, out of which 1 GB would come.",
    { faults: [{ kind: "gzip-bomb", ...everywhere }] },
    useless,
  ),
  scenario(77, "huge-body", "An answer without an end.", { faults: [{ kind: "huge-body", ...everywhere }] }, useless),
];
