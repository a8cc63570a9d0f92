import { day } from "../org/state/last-day.ts";
import { bulk2Scenario, type Scenario } from "./scenario.ts";

const ingestJob = { object: "Contact", content: '"LastName"\n"Lovelace"\n"Hopper"\n"Noether"\n"Curie"\n' };
const emptyJob = { object: "Contact" };
/** An org always has users. */
const queryJob = { state: "JobComplete", query: "SELECT Id, Username FROM User" } as const;
const upload = { operation: "uploadData" } as const;
const results = { operation: "getQueryJobResults" } as const;
/** Of the requests for results, the first one is for the list of pages. */
const page = { on: results, skip: 1 } as const;

/** Jobs of Bulk API 2.0: closing them, their one upload, and what they found. */
export const bulk2Scenarios: readonly Scenario[] = [
  bulk2Scenario(
    80,
    "ingest-answer-lost",
    "Salesforce takes the job as UploadComplete, and the connection is reset before its answer arrives.",
    "closeIngestJob",
    { ingestJob, faults: [{ kind: "answer-lost", on: { operation: "closeIngestJob" } }] },
    { outcome: "closed", jobState: "JobComplete" },
  ),
  bulk2Scenario(
    81,
    "ingest-aborted-by-other",
    "Somebody else aborts the job a moment before it is closed.",
    "closeIngestJob",
    { ingestJob, faults: [{ kind: "aborted-by-other", on: { operation: "closeIngestJob" } }] },
    { outcome: "SalesforceError", exceptionCode: "INVALIDJOBSTATE", attempts: 1, jobState: "Aborted" },
  ),
  bulk2Scenario(
    82,
    "ingest-deleted-by-other",
    "Somebody else deletes the job a moment before it is closed.",
    "closeIngestJob",
    { ingestJob, faults: [{ kind: "deleted-by-other", on: { operation: "closeIngestJob" } }] },
    { outcome: "SalesforceError", exceptionCode: "NOT_FOUND", attempts: 1 },
  ),
  bulk2Scenario(
    83,
    "upload-request-lost",
    "The connection is reset before the upload has arrived; whether it has cannot be known, so it is not sent again.",
    "uploadIngestRows",
    { ingestJob: emptyJob, faults: [{ kind: "request-lost", on: upload }] },
    { outcome: "NetworkError", attempts: 1, jobState: "Open" },
  ),
  bulk2Scenario(
    84,
    "upload-answer-lost",
    "The upload arrives, and the connection is reset before the answer does; a second upload would spoil the job.",
    "uploadIngestRows",
    { ingestJob: emptyJob, faults: [{ kind: "answer-lost", on: upload }] },
    { outcome: "NetworkError", attempts: 1, jobState: "Open" },
  ),
  bulk2Scenario(
    85,
    "upload-cut",
    "Salesforce reads the beginning of the upload and then nothing more until the client's time is up.",
    "uploadIngestRows",
    { ingestJob: emptyJob, faults: [{ kind: "upload-stalled", after: 10, on: upload }] },
    { outcome: "NetworkError", attempts: 1, jobState: "Open" },
  ),
  bulk2Scenario(
    86,
    "upload-session-expired",
    "The session has expired when the upload arrives, which takes nothing of it, and a new one is to be had.",
    "uploadIngestRows",
    {
      ingestJob: emptyJob,
      faults: [{ kind: "session-expired", form: "rest-array", on: upload }],
      renewable: true,
    },
    { outcome: "uploaded", jobState: "Open" },
  ),
  bulk2Scenario(
    87,
    "ingest-in-progress",
    "The job is processed for longer than anyone waits; waiting in vain changes nothing.",
    "waitForIngestJob",
    { ingestJob: { ...ingestJob, state: "UploadComplete", ageMs: 60_000, extraTime: day } },
    { outcome: "WaitTimeoutError", jobState: "InProgress" },
  ),
  bulk2Scenario(
    88,
    "ingest-failed-halfway",
    "Salesforce gives the job up when half of its rows are written; what became of each is read all the same.",
    "ingestResults",
    { ingestJob: { ...ingestJob, state: "UploadComplete", failsAfter: 2 } },
    { outcome: "Failed", rows: [2, 0, 2], jobState: "Failed" },
  ),
  bulk2Scenario(
    90,
    "query-page-broken",
    "The connection is reset in the middle of a page of results; it is asked for again, and goes on where it broke.",
    "queryJobResults",
    { queryJob, faults: [{ kind: "body-dropped", ...page }] },
    { outcome: "read", jobState: "JobComplete" },
  ),
  bulk2Scenario(
    91,
    "query-page-cut",
    "Half of a page of results arrives, as if it were all.",
    "queryJobResults",
    { queryJob, faults: [{ kind: "json-cut", ...page }] },
    { outcome: "read", jobState: "JobComplete" },
  ),
  bulk2Scenario(
    92,
    "query-wrong-locator",
    "Salesforce does not know the locator of a page that it has named itself.",
    "queryJobResults",
    {
      queryJob,
      faults: [
        {
          kind: "rest-array-fault",
          errorCode: "INVALID_QUERY_LOCATOR",
          message: "invalid query locator",
          status: 400,
          times: "always",
          ...page,
        },
      ],
    },
    { outcome: "SalesforceError", exceptionCode: "INVALID_QUERY_LOCATOR", attempts: 1, jobState: "JobComplete" },
  ),
  bulk2Scenario(
    93,
    "query-other-version",
    "The job was created with another API version than the client's; under that one, Salesforce answers 409.",
    "queryJobResults",
    { queryJob: { ...queryJob, apiVersion: "61.0" } },
    { outcome: "read", jobState: "JobComplete" },
  ),
  bulk2Scenario(
    94,
    "query-deleted-by-other",
    "Somebody else deletes the job while its results are read.",
    "queryJobResults",
    { queryJob, faults: [{ kind: "deleted-by-other", ...page }] },
    { outcome: "SalesforceError", exceptionCode: "NOT_FOUND", attempts: 1 },
  ),
  bulk2Scenario(
    95,
    "query-failed",
    "Salesforce could not run the query; there are no results to read.",
    "queryJobResults",
    { queryJob: { ...queryJob, state: "Failed" } },
    { outcome: "SalesforceError", exceptionCode: "InvalidJobState", attempts: 1, jobState: "Failed" },
  ),
  bulk2Scenario(
    96,
    "query-in-progress",
    "The query runs for longer than anyone waits; waiting in vain changes nothing.",
    "waitForQueryJob",
    { queryJob: { ...queryJob, state: "UploadComplete", ageMs: 60_000, extraTime: day } },
    { outcome: "WaitTimeoutError", jobState: "InProgress" },
  ),
];
