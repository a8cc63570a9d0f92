import type { CommandOption } from "../src/arguments/command-option.ts";
import type { Command } from "../src/command.ts";
import { commandList } from "../src/command-list.ts";

const intro = `# sfbulk, command by command

This page is made from the commands themselves. \`npx sfbulk <command> --help\` says the same.

- **Which org:** \`--target-org <alias>\`, of the sf CLI or of [\`sfbulk login\`](#login), which needs no sf CLI (where both know an alias, it is the sf CLI's); or the variables \`SF_ACCESS_TOKEN\` and \`SF_ORG_INSTANCE_URL\`; or \`--token-stdin\`; else \`SF_TARGET_ORG\`, else the default of \`sfbulk login\`, else that of the sf CLI. [Sign in](sign-in.md) says which of them is for whom. A token among the arguments is refused. An emulator on this computer needs none: \`--instance-url http://localhost:8787\`.
- **Exit codes:** 0 all done (already closed counts), 1 an error, 2 a wrong call, 65 more rows failed than \`--max-failed\`, 68 some failed, 69 still running, or nobody came back from the browser, 75 unfinished: the same command with \`--resume\` goes on, 80 more jobs open than \`sweep --max-open\` says; 130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP or a closed terminal, which all end a load as \`--on-error\` says. 2 means that nothing was changed: the org may have been asked about columns, and was sent no job and no row.
- **\`--json\`** (or \`SF_CONTENT_TYPE=JSON\`): one document on standard output and nothing else, as the sf CLI's: \`{status, result, warnings}\`, or \`{name, message, status, exitCode, code, commandName, actions, data, warnings}\`. **\`--jsonl\`**: lines of JSON, [below](#what-scripts-may-rely-on).
- **Standard output** has results, **standard error** progress, warnings and errors. Colours and moving bars are for terminals; \`NO_COLOR\` is honoured.
- **Nobody reads any more** (\`| head -1\`, a closed terminal): what changes an org goes on to its end, silently, and the exit code is that of the work; what only prints (\`list\`, \`status\`, \`query\`, \`results --csv\`) stops at once with 0. A full disk behind standard output is exit code 1, and the work goes on.
- **Control characters** that others wrote into names, messages and rows are shown (\`␛\` for ESC, \`<U+202E>\`), not sent to the terminal. JSON has them escaped, files and pipes of CSV have rows as they are.
- **Files** are written beside their place and put there when they are whole. What is there already, a link for one, is replaced where \`--overwrite\` says so, and a link is never followed.
- **Spreadsheets** take a value that begins with \`=\`, \`+\`, \`-\` or \`@\` for a formula and run it when they open a CSV file; result files have rows as they were sent, so import columns as text where others wrote them. \`load\` leaves out the columns \`sf__…\` of result files, so that what failed is mended and loaded again.
- What cannot be undone (\`close --stale\`, \`abort\`, \`load\` with \`delete\` or \`hardDelete\`) shows the list and asks once. Where nobody can answer, \`--no-prompt\` must be given.

## What scripts may rely on

These stay as they are within a major version; keys may be added, so read what you need and ignore the rest.

- **Exit codes** mean what stands above.
- **\`--json\`** prints one document on standard output, whatever happens. \`data.jobId\` is in every error after a job was made.
- **\`--jsonl\`** prints lines of JSON on standard output, each an object with \`type\`:

| \`type\` | what it is |
|---|---|
| \`status\` | how a thing stands: a job, a check, an org, how far a load is. Of one thing there may be several lines. Where one of many has failed, it has \`error\`, and the others go on; of several files of \`load\`, it has \`file\` |
| \`row\` | a row of a job: of \`results\` what became of it, of \`query\` what was found, in \`record\` |
| \`error\` | what ended the command: the keys of an error's document, \`actions\` among them |
| \`summary\` | the last line, always: \`status\` is the exit code, \`result\` what the lines before do not have (\`null\` after an error), \`warnings\` |

- A stream without a \`summary\` at its end is not whole: the process was killed, or nobody read on.
- \`query --result-format jsonl\` prints the records alone.
- **Text** is for people and may change, but for the ids that \`load --async\` prints, the line of \`sweep\`, and CSV.
- **Result files** have the columns \`sf__Id\`, \`sf__Created\` or \`sf__Error\`, and \`sf__Row\` where it is known, before those that were sent.
`;

/** Writes the page from the commands. */
export async function cliPage(): Promise<string> {
  const commands = await Promise.all(commandList.map(async ({ load }) => await load()));
  const links = commands.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${summary} |`);
  return `${intro}\n| command | |\n|---|---|\n${links.join("\n")}\n\n${commands.map(section).join("\n")}`;
}

function section({ name, description, argument, secondArgument, options, examples }: Command): string {
  const given = [argument, secondArgument].flatMap((one) => one ?? []);
  return [
    `## ${name}\n\n${description}\n`,
    `\`\`\`sh\nsfbulk ${[name, ...given.map((one) => one.name), "[options]"].join(" ")}\n\`\`\`\n`,
    ...given.map((one) => `\`${one.name}\`: ${one.description}\n`),
    ...(options.length === 0 ? [] : [`| option | |\n|---|---|\n${options.map(row).join("\n")}\n`]),
    `\`\`\`sh\n${examples.map(([line, does]) => `# ${does}\n${line}`).join("\n")}\n\`\`\`\n`,
  ].join("\n");
}

function row({ flags, description, choices, default: otherwise, repeatable }: CommandOption): string {
  const facts = [
    ...(choices === undefined ? [] : [choices.map((one) => `\`${one}\``).join(", ")]),
    ...(otherwise === undefined ? [] : [`default: \`${otherwise}\``]),
    ...(repeatable === undefined ? [] : ["may be given several times"]),
  ];
  return `| \`${flags}\` | ${description}${facts.length === 0 ? "" : ` (${facts.join("; ")})`} |`;
}
