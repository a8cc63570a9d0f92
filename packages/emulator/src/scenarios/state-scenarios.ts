import { day } from "../org/state/last-day.ts";
import { toLongId } from "../org/state/to-long-id.ts";
import { closedAtOnce, scenario, type Scenario } from "./scenario.ts";

const csv = '"Name"\n"Acme"\n"Globex"\n';
const otherUserId = toLongId("0058Z000000Oth1");
/** Closing jobs in all states, with nothing going wrong on the way. */
export const stateScenarios: readonly Scenario[] = [
  scenario(1, "open", "The job is open and has no batches; one request closes it.", {}, closedAtOnce),
  scenario(
    2,
    "open-with-batches",
    "The job is open and its batches are still on their way; closing does not wait for them.",
    { job: { batches: [csv, csv] } },
    closedAtOnce,
  ),
  scenario(
    3,
    "left-open",
    "Somebody forgot to close the job three days ago; it can still be closed.",
    { job: { ageMs: 3 * day, batches: [csv] } },
    closedAtOnce,
  ),
  scenario(
    4,
    "already-closed",
    "The job was closed before; Salesforce refuses a second close, and reading the job shows that all is well.",
    { job: { state: "Closed" } },
    { outcome: "already-closed", verifiedBy: "read", attempts: 1, jobState: "Closed" },
  ),
  scenario(
    5,
    "already-aborted",
    "The job was aborted; that is not what was asked for.",
    { job: { state: "Aborted" } },
    { outcome: "SalesforceError", exceptionCode: "InvalidJobState", attempts: 1, jobState: "Aborted" },
  ),
  scenario(
    6,
    "already-failed",
    "Salesforce has given the job up; it cannot be closed any more.",
    { job: { state: "Failed" } },
    { outcome: "SalesforceError", exceptionCode: "InvalidJobState", attempts: 1, jobState: "Failed" },
  ),
  scenario(
    7,
    "unknown-job",
    "There is no such job, or it is in another org.",
    { job: "none" },
    { outcome: "SalesforceError", exceptionCode: "InvalidJob", attempts: 1 },
  ),
  scenario(
    8,
    "another-users-job",
    "The job belongs to another user, and only its creator may close it.",
    { job: { createdById: otherUserId } },
    { outcome: "SalesforceError", exceptionCode: "InvalidUser", attempts: 1, jobState: "Open" },
  ),
  scenario(
    9,
    "closed-by-other",
    "Somebody else closes the job a moment before us.",
    { faults: [{ kind: "closed-by-other" }] },
    { outcome: "already-closed", verifiedBy: "read", attempts: 1, jobState: "Closed" },
  ),
  scenario(
    10,
    "aborted-by-other",
    "Somebody else aborts the job a moment before us.",
    { faults: [{ kind: "aborted-by-other" }] },
    { outcome: "SalesforceError", exceptionCode: "InvalidJobState", attempts: 1, jobState: "Aborted" },
  ),
];
