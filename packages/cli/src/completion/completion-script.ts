import type { CommandOption } from "../arguments/command-option.ts";
import type { Command } from "../command.ts";

/** The shells for which there is a script. */
export const shells: readonly string[] = ["bash", "zsh", "fish"];

/** Writes the script that has a shell complete the commands. It is plain text: nothing runs while one types. */
export function completionScript(shell: string, commands: readonly Command[]): string {
  return shell === "fish" ? fish(commands) : shell === "zsh" ? `${zshStart}\n${bash(commands)}` : bash(commands);
}

/** zsh takes the completions of bash by itself. */
const zshStart = "autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit";

function bash(commands: readonly Command[]): string {
  const cases = commands.map((command) => `    ${command.name}) words="${wordsOf(command).join(" ")}" ;;`);
  const choices = commands
    .flatMap(({ options }) => options)
    .flatMap(({ flags, choices: words }) =>
      words === undefined ? [] : [`    ${longFlag(flags)}) words="${words.join(" ")}" ;;`],
    );
  return `_sfbulk() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${[...commands.map(({ name }) => name), "help", "--help", "--version"].join(" ")}"
  else case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac; fi
  case "$before" in
${[...new Set(choices)].join("\n")}
    --file|--output-file|--output-dir|-f) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -F _sfbulk sfbulk`;
}

const wordsOf = (command: Command): string[] => [
  ...(command.name === "completion" ? shells : []),
  ...command.options.map(({ flags }) => longFlag(flags)),
  "--help",
];

const longFlag = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags;

function fish(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c sfbulk -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.summary)}`,
    ...command.options.map((option) => fishOption(command, option)),
  ]);
  return [...lines, `complete -c sfbulk -n '__fish_seen_subcommand_from completion' -f -a '${shells.join(" ")}'`].join(
    "\n",
  );
}

function fishOption({ name }: Command, { flags, description, choices }: CommandOption): string {
  const short = /^-(\w),/.exec(flags)?.[1];
  return [
    `complete -c sfbulk -n '__fish_seen_subcommand_from ${name}' -l ${longFlag(flags).slice(2)}`,
    ...(short === undefined ? [] : [`-s ${short}`]),
    ...(flags.includes("<") ? ["-r"] : []),
    ...(choices === undefined ? [] : [`-f -a '${choices.join(" ")}'`]),
    `-d ${quote(description)}`,
  ].join(" ");
}

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`\'`)}'`;
