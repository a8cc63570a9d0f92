import { usageError } from "../arguments/usage-error.ts";
import type { Command } from "../command.ts";
import { completionScript, shells } from "../completion/completion-script.ts";

/** `sfbulk completion`, of the commands that are given: it is one of them. */
export const completion = (loadCommands: () => Promise<readonly Command[]>): Command => ({
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
  onlyPrints: () => true,
  async run({ args, output }) {
    const [shell = ""] = args;
    if (!shells.includes(shell)) {
      throw usageError(`Cannot complete in ${JSON.stringify(shell)}: expected ${shells.join(", ")}`);
    }
    const script = completionScript(shell, await loadCommands());
    output.line(script);
    return { status: 0, result: { shell, script } };
  },
});
