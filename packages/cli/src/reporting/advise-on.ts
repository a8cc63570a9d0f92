import type { Org } from "../connection/org.ts";
import { orgWords, setupLink } from "../connection/org.ts";
import { isInterrupted } from "../interruption.ts";
import type { ErrorPlace } from "./report-error.ts";

interface CoreError extends Error {
  readonly jobId?: string;
  readonly exceptionCode?: string;
  readonly job?: { readonly state: string };
}

/** Says what to do about an error: the command to run, or the page of Setup to open. */
export function adviseOn(error: unknown, { commandName, org }: ErrorPlace): readonly string[] {
  if (isInterrupted(error)) return ["Run it again: what is done already is not done twice"];
  if (!(error instanceof Error)) return [doctor(orgWords(org))];
  const { name, message, jobId } = error as CoreError;
  const words = orgWords(org);
  switch (name) {
    case "SessionError":
      return message.includes("sf ")
        ? ["Sign in with: sf org login web"]
        : [
            "Sign in with: sf org login web --alias <alias>, and name it: --target-org <alias>",
            "Or set SF_ACCESS_TOKEN anew, with what this shows: sf org auth show-access-token --json",
          ];
    case "SalesforceError":
      return adviseOnRefusal(error, org);
    case "WaitTimeoutError":
      return jobId === undefined ? [doctor(words)] : adviseOnTime(error, words);
    case "NetworkError":
      return [...look(jobId, words), doctor(words)];
    case "ResponseError":
      return [doctor(words), ...look(jobId, words)];
    case "TypeError":
      return message.includes("SF_")
        ? [
            "Name an org that the sf CLI is signed in to: --target-org <alias>",
            "Or start an emulated org: sfbulk emulator",
          ]
        : [helpOf(commandName)];
    default:
      return message.includes("sf CLI")
        ? ["Or set the variables SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL"]
        : [doctor(words)];
  }
}

function adviseOnRefusal({ exceptionCode = "", jobId, job, message }: CoreError, org: Org | undefined): string[] {
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
      return [`List the jobs with: sfbulk list${words}`, ...setup];
    case "invalidbatch":
      return jobId === undefined || !/not (?:been )?(?:completed|processed)/i.test(message)
        ? [...look(jobId, words), ...setup]
        : [`Wait for it with: sfbulk wait ${jobId}${words}`];
    case "exceededquota":
    case "request_limit_exceeded":
      return [`See what is left of the limits with: sfbulk doctor${words}`, ...setup];
    default:
      return [...look(jobId, words), ...(setup.length === 0 ? [doctor(words)] : setup)];
  }
}

function adviseOnTime({ jobId, job }: CoreError, words: string): string[] {
  const again = `Wait on with: sfbulk wait ${jobId}${words}`;
  return job?.state === "Open" ? [`Close it with: sfbulk close ${jobId}${words}`, again] : [again];
}

const look = (jobId: string | undefined, words: string): string[] =>
  jobId === undefined ? [] : [`See where it stands with: sfbulk status ${jobId}${words}`];

/** Recommends the help of a command. */
export const helpOf = (commandName: string): string =>
  `See what there is with: ${["sfbulk", commandName, "--help"].filter((word) => word !== "").join(" ")}`;

const doctor = (words: string): string => `See what is wrong with: sfbulk doctor${words}`;
