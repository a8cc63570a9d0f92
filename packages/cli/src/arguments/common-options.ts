import type { CommandOption } from "./command-option.ts";

/** The values of the options below, as they were given. */
export interface CommonValues {
  readonly targetOrg?: readonly string[];
  readonly instanceUrl?: string;
  readonly tokenStdin?: true;
  readonly apiVersion?: string;
  readonly explain?: true;
  readonly json?: true;
  readonly jsonl?: true;
  readonly verbose?: true;
}

const orgGroup = "Org";
const outputGroup = "Output";

/** Options of every command. */
export const outputOptions: readonly CommandOption[] = [
  { flags: "--json", description: "print one JSON document, in the form of the sf CLI", group: outputGroup },
  { flags: "--verbose", description: "show exact times and more columns", group: outputGroup },
];

/** The option of commands that give many things, or take long. */
export const jsonLinesOption: CommandOption = {
  flags: "--jsonl",
  description: "print a line of JSON for each thing, as they come, and the summary last",
  group: outputGroup,
};

/** Options of every command that talks to an org. */
export const orgOptions: readonly CommandOption[] = [
  {
    flags: "-o, --target-org <name>",
    description: "alias or user name of an org that the sf CLI, or sfbulk login, is signed in to",
    repeatable: true,
    group: orgGroup,
  },
  {
    flags: "--instance-url <url>",
    description: "the org's address; the token comes from SF_ACCESS_TOKEN or --token-stdin",
    group: orgGroup,
    onlyAlone: true,
  },
  {
    flags: "--token-stdin",
    description: "read the access token from standard input",
    group: orgGroup,
    onlyAlone: true,
  },
  { flags: "--api-version <version>", description: "the API version, such as 68.0", group: orgGroup },
  { flags: "--explain", description: "print the equal curl of each request, without the token", group: orgGroup },
];

/** The argument of commands that are about any number of jobs. */
export const idsArgument = {
  name: "[id...]",
  description: 'ids of jobs, 15 or 18 characters; "-" reads them from standard input',
} as const;

/** The option of the same that names a file of ids. */
export const idsFileOption: CommandOption = {
  flags: "-f, --file <path>",
  description: 'a file with an id on each line; "-" for standard input',
};

/** The option of what ends jobs that shows only what it would do. */
export const dryRunOption: CommandOption = {
  flags: "--dry-run",
  description: "show what would be sent, and change nothing",
};

/** The option that answers yes to the question. */
export const noPromptOption: CommandOption = { flags: "-p, --no-prompt", description: "do it without asking" };

/** The options of waiting. */
export const waitOptions: readonly CommandOption[] = [
  { flags: "-w, --wait <minutes>", description: "how long to wait at most", default: "60" },
  {
    flags: "--poll-interval <seconds>",
    description: "how often to look at first, after two early looks; less often later",
    default: "2",
  },
];

/** The values of {@link waitOptions}. */
export interface WaitValues {
  readonly wait: string;
  readonly pollInterval: string;
}
