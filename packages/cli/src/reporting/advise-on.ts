import {
  type ErrorCode,
  isSfbulkError,
  isUnfinishedBatch,
  type SalesforceError,
  type SessionError,
  type SfbulkError,
  type WaitTimeoutError,
} from "@sfbulk/node";
import { inFolder } from "../arguments/in-folder.ts";
import type { Org } from "../connection/org.ts";
import { orgWords, setupLink } from "../connection/org.ts";
import type { OwnJob } from "../command.ts";
import { signInWords } from "../kept-orgs/sign-in-words.ts";
import { isInterrupted } from "../interruption.ts";
import { isCommandError } from "../output/command-error.ts";
import { adviseOnFormat } from "./advise-on-format.ts";
import type { ErrorPlace } from "./report-error.ts";

/** Says what to do about an error: the command to run, or the page of Setup to open. */
export function adviseOn(error: unknown, place: ErrorPlace): readonly string[] {
  const { commandName, org, ownJob } = place;
  const words = orgWords(org);
  if (isInterrupted(error)) return adviseOnInterruption(place, words);
  // What a job has is not to be loaded once more.
  if (ownJob?.isClosed === true && ownJob.isGone !== true) {
    if (hasFailed(error)) return look(ownJob.id, words);
    return [...new Set([...adviseOn(error, { commandName, org }), ...goOn(ownJob, words)])];
  }
  if (!isSfbulkError(error)) return [doctor(words)];
  if (error.code === "JobMayExist" || error.code === "JobLeftOpen") return adviseOnOrphans(error, words);
  switch (error.name) {
    case "SessionError":
      // What the message says is what there is to do: it is a sign-in already.
      return commandName === "login" ? [] : adviseOnSession(error, org);
    case "SalesforceError":
      return adviseOnRefusal(error, org);
    case "WaitTimeoutError":
      return adviseOnTime(error, words);
    case "NetworkError":
      return [...look(error.jobId, words), doctor(words)];
    case "ResponseError":
      return [doctor(words), ...look(error.jobId, words)];
    case "LoadError":
      if (isCommandError(error.cause)) return error.cause.actions ?? [];
      return adviseOn(error.cause, { commandName, org });
    case "JournalError":
      return error.code === "JournalTaken"
        ? ["Let the other run end, and see how far it is with: sfbulk journal show <file>"]
        : ["Rows that were sent already would go in twice if the file was loaded without this journal"];
    case "AggregateError":
      return [...look(error.jobId, words), ...adviseOn(error.cause, { commandName, org })];
    case "TypeError":
      return isAboutOrg.has(error.code)
        ? [
            "Name an org that the sf CLI or sfbulk login is signed in to: --target-org <alias>",
            "Or start an emulated org: sfbulk emulator",
          ]
        : error.code === "NotCsv"
          ? adviseOnFormat(error.format)
          : [adviceOnFile[error.code] ?? helpOf(commandName)];
    default:
      return [doctor(words)];
  }
}

/** Says how to go on where the command was asked to end. */
function adviseOnInterruption({ commandName, ownJob }: ErrorPlace, words: string): string[] {
  if (ownJob?.isGone === true) return ["Run it again: its job is ended"];
  if (ownJob !== undefined) {
    const { id, isClosed } = ownJob;
    return isClosed ? goOn(ownJob, words) : [...look(id, words), `End it with: sfbulk abort ${id}${words}`];
  }
  switch (commandName) {
    case "load":
    case "retry":
    case "query":
      return [`See whether a job was made, and left open, with: sfbulk list --mine --state Open${words}`];
    case "close":
    case "sweep":
    case "abort":
    case "delete":
      return ["Run it again: jobs that are closed, aborted or deleted already are left as they are"];
    default:
      return ["Run it again: nothing was changed"];
  }
}

/** Says how to wait for a job that is closed, and to read its results. Nothing of it is to be sent again. */
function goOn({ id, isQuery, isDone, folder }: OwnJob, words: string): string[] {
  const results = `with: sfbulk results ${id}${words}${inFolder(folder)}`;
  if (isDone === true) return [`Print what it found ${results}`];
  return [
    `Wait on with: sfbulk wait ${id}${words}`,
    `Then ${isQuery === true ? "print what it found" : "read what became of each row"} ${results}`,
  ];
}

/** Tells whether an error is that the job came to nothing: there is nothing to wait for. */
const hasFailed = (error: unknown): boolean =>
  isSfbulkError(error) && "job" in error && (error.job?.state === "Failed" || error.job?.state === "Aborted");

/** Says how to see, and to end, the jobs that a creation may have left. */
function adviseOnOrphans(error: SfbulkError, words: string): string[] {
  const ids = "candidates" in error ? (error.candidates ?? [error.jobId ?? ""].filter((id) => id !== "")) : [];
  if (ids.length === 0) return [`See whether there is a new job with: sfbulk list${words}`];
  return ids.map((id) => `End it, where nobody else has made it, with: sfbulk abort ${id}${words}`);
}

/** What is wrong with the variables that name the org. */
const isAboutOrg: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "InvalidAccessToken",
  "InvalidInstanceUrl",
  "InvalidVersion",
  "MissingVariable",
]);

/** What to do about a file that cannot be read as it is. */
const adviceOnFile: Partial<Record<ErrorCode, string>> = {
  UnfitColumns: "Mend the header line; where the org takes it all the same, send it as it is: --no-check",
  ForeignId: "See whether it is the right file; where it is meant so, send it as it is: --no-check",
  InvalidHeader: "Mend the header line: each column has one name, and no two the same",
  InvalidCsv: "Mend that line: a value with a quote in it stands in quotes, and each quote in it is doubled",
  AmbiguousDelimiter: "Say what stands between the values: --column-delimiter SEMICOLON, for one",
  InvalidEncoding: "Save it as UTF-8, or say how it is encoded: --encoding windows-1252, for one",
  OtherLoad:
    "Give the file, the options and the org that the load began with; what it began with is shown by: sfbulk journal show <file>",
  RaggedRow: "Mend that line: a value that has the delimiter or a line break in it stands in quotes",
};

function adviseOnSession({ code }: SessionError, org: Org | undefined): string[] {
  if (org?.from.by === "sfbulk")
    return signInAgain.has(code) ? [`Sign in again with: ${signInWords(org.from.kept)}`] : [];
  if (org?.from.by === "inside") {
    return code === "ApiAccessControl"
      ? ["Sign in by an app that is let in, an External Client App for one: sf org login web --client-id <id>"]
      : ["Sign in with: sf org login web --alias <alias>, and name it: --target-org <alias>"];
  }
  switch (code) {
    case "RefreshTokenDead":
      // The sf CLI keeps the first refresh token, also where the app has given it another one: it has a dead one then.
      return ["Sign in with: sf org login web", whereRotated];
    case "SfCliRefused":
    case "NoAccessToken":
      return ["Sign in with: sf org login web", orLogIn];
    case "SfCliMissing":
    case "SfCliTimeout":
    case "SfCliUnreadable":
      return ["Or set the variables SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL", orLogIn];
    case "ApiAccessControl":
      return ["Sign in by an app that is let in, an External Client App for one: sfbulk login --help"];
    default:
      return [
        "Sign in with: sf org login web --alias <alias>, and name it: --target-org <alias>",
        orLogIn,
        "Or set SF_ACCESS_TOKEN anew, with what this shows: sf org auth show-access-token --json",
      ];
  }
}

const whereRotated =
  "Where that works for one renewal only, the app rotates refresh tokens, which the sf CLI does not keep: sfbulk login does";
const orLogIn = "Or sign in without the sf CLI: sfbulk login --help";

/** What a new sign-in mends. For the others, the message says whose setting is to be changed. */
const signInAgain: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "NoAccessToken",
  "NoGrant",
  "OrgMoved",
  "RefreshTokenDead",
  "RefreshTokenLost",
  "SessionRejected",
]);

function adviseOnRefusal(error: SalesforceError, org: Org | undefined): string[] {
  const { exceptionCode, jobId, job } = error;
  const words = orgWords(org);
  const setup = org === undefined ? [] : [`Open Setup: ${setupLink(org, jobId)}`];
  switch (exceptionCode.toLowerCase()) {
    case "invaliduser":
      return [
        "Close it as the user who created it: only they may",
        ...(jobId === undefined
          ? []
          : [`Or abort it, with the permission "Manage Data Integrations": sfbulk abort ${jobId}${words}`]),
        ...setup,
      ];
    case "invalidjobstate":
      return job?.state === "Open" ? look(jobId, words) : [...look(jobId, words), ...setup];
    case "invalidjob":
    case "not_found":
      return [`List the jobs with: sfbulk list${words}`, ...setup];
    case "invalidbatch":
      return jobId === undefined || !isUnfinishedBatch(error)
        ? [...look(jobId, words), ...setup]
        : [`Wait for it with: sfbulk wait ${jobId}${words}`];
    case "exceededquota":
    case "request_limit_exceeded":
      return [`See what is left of the limits with: sfbulk doctor${words}`, ...setup];
    default:
      return [...look(jobId, words), ...(setup.length === 0 ? [doctor(words)] : setup)];
  }
}

function adviseOnTime({ jobId, job }: WaitTimeoutError, words: string): string[] {
  if (jobId === undefined) return [doctor(words)];
  const again = `Wait on with: sfbulk wait ${jobId}${words}`;
  if (job?.state !== "Open") return [again];
  const close = "numberBatchesTotal" in job ? "Close it with" : "Have its rows written, where all are there, with";
  return [`${close}: sfbulk close ${jobId}${words}`, again];
}

const look = (jobId: string | undefined, words: string): string[] =>
  jobId === undefined ? [] : [`See where it stands with: sfbulk status ${jobId}${words}`];

/** Recommends the help of a command. */
export const helpOf = (commandName: string): string =>
  `See what there is with: ${["sfbulk", commandName, "--help"].filter((word) => word !== "").join(" ")}`;

const doctor = (words: string): string => `See what is wrong with: sfbulk doctor${words}`;
