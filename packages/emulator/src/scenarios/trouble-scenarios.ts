import { closedOnRepeat, closedUnheard, scenario, type Scenario } from "./scenario.ts";

/** Closing jobs while something in front of Salesforce answers in its place. */
export const troubleScenarios: readonly Scenario[] = [
  scenario(
    40,
    "maintenance",
    "Salesforce is down for maintenance for a moment: two pages with status 503, then it works.",
    { faults: [{ kind: "status", status: 503, times: 2 }] },
    { ...closedOnRepeat, attempts: 3 },
  ),
  scenario(
    41,
    "long-maintenance",
    "Salesforce is down for maintenance for longer than anyone waits.",
    { faults: [{ kind: "status", status: 503, on: { operation: ["close", "getJob"] }, times: "always" }] },
    { outcome: "ResponseError", attempts: 5, jobState: "Open" },
  ),
  scenario(
    42,
    "cdn-outage",
    "The network in front of Salesforce answers with a page of its own, once.",
    { faults: [{ kind: "status", status: 503, page: "cdn" }] },
    closedOnRepeat,
  ),
  scenario(
    43,
    "bad-gateway",
    "A server in between answers 502 without a body, although the job has been closed.",
    { faults: [{ kind: "status", status: 502, page: "empty", applied: true }] },
    closedUnheard,
  ),
  scenario(
    44,
    "gateway-timeout",
    "A server in between gives up waiting and answers 504.",
    { faults: [{ kind: "status", status: 504, page: "empty" }] },
    closedOnRepeat,
  ),
  scenario(
    45,
    "internal-server-error",
    "Salesforce itself answers with status 500, once.",
    {
      faults: [
        {
          kind: "refused",
          status: 500,
          exceptionCode: "InternalServerError",
          exceptionMessage: "An internal error occurred",
        },
      ],
    },
    closedOnRepeat,
  ),
  scenario(
    46,
    "unreachable-once",
    "The org cannot be reached for a moment: a page with status 420.",
    { faults: [{ kind: "status", status: 420 }] },
    closedOnRepeat,
  ),
  scenario(
    47,
    "org-gone",
    "The scratch org has expired: pages with status 420, of which two are enough.",
    { faults: [{ kind: "status", status: 420, on: { operation: ["close", "getJob"] }, times: "always" }] },
    { outcome: "ResponseError", attempts: 2, jobState: "Open" },
  ),
  scenario(
    48,
    "too-many-requests",
    "A server in between asks to wait for a second: status 429 with Retry-After.",
    { faults: [{ kind: "status", status: 429, page: "empty", retryAfter: 1 }] },
    closedOnRepeat,
  ),
  scenario(
    49,
    "too-many-requests-until",
    "The same, with the time that it is over as a date (one long gone).",
    { faults: [{ kind: "status", status: 429, page: "empty", retryAfter: "Wed, 21 Oct 2015 07:28:00 GMT" }] },
    closedOnRepeat,
  ),
  scenario(
    50,
    "concurrent-requests",
    "Too many requests of the org run at this moment, which the REST layer says as it says that a day's calls are used up.",
    { faults: [{ kind: "passing-refusal", code: "ConcurrentRequests" }] },
    closedOnRepeat,
  ),
  scenario(
    51,
    "request-timeout",
    "A server in between has waited too long for the request and answers 408, once.",
    { faults: [{ kind: "passing-refusal", code: "408" }] },
    closedOnRepeat,
  ),
];
