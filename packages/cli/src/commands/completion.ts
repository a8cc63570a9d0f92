import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import { commandList } from "../command-list.ts";
import { completionScript, shells } from "../completion/completion-script.ts";

/** `sfbulk completion`. */
export const completion: Command = {
  name: "completion",
  summary: "print what completes commands and options in a shell",
  description: "Prints a script that has commands, options and their values completed by the Tab key.",
  argument: { name: "<shell>", description: shells.join(", ") },
  options: [],
  examples: [
    ['eval "$(sfbulk completion bash)"', "in ~/.bashrc"],
    ['eval "$(sfbulk completion zsh)"', "in ~/.zshrc"],
    ["sfbulk completion fish | source", "in ~/.config/fish/config.fish"],
  ],
  async run({ args, output }) {
    const [shell = ""] = args;
    if (!shells.includes(shell)) {
      throw usageError(`Cannot complete in ${JSON.stringify(shell)}: expected ${shells.join(", ")}`);
    }
    const commands = await Promise.all(commandList.map(({ load }) => load()));
    const script = completionScript(shell, commands);
    output.line(script);
    return { status: 0, result: { shell, script } };
  },
};
