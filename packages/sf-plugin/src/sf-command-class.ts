import { Command, type Config, Flags } from "@oclif/core";
import { type Command as SfbulkCommand, exitCodes, runInside, withEmptyValues } from "sfbulk/commands";
import { plainly } from "./plainly.ts";
import { readCall } from "./read-call.ts";
import { sentence } from "./sentence.ts";
import { sfArguments } from "./sf-arguments.ts";
import { sfFlags, sfOptions } from "./sf-flags.ts";
import { sfSession } from "./sf-session.ts";
import { sfWords } from "./sf-words.ts";

/** A command as the sf CLI runs it. */
export interface SfCommandClass extends Omit<typeof Command, "prototype"> {
  readonly errorCodes: HelpSection;
  new (argv: string[], config: Config): Command;
}

/** A section of the help that the sf CLI shows for all commands that have one. */
interface HelpSection {
  readonly header: string;
  readonly body: readonly { readonly name: string; readonly description: string }[];
}

const insteadOfSecrets = [
  "Use an org that the sf CLI is signed in to: --target-org <alias>",
  "Or set the variables SF_TARGET_ORG, to the token, and SF_ORG_INSTANCE_URL",
];

/** Makes a command of the sf CLI of one of `sfbulk`: its help, flags and arguments, its work and its exit codes. */
export function sfCommandClass(command: SfbulkCommand): SfCommandClass {
  const { summary, description, examples } = command;
  const options = sfOptions(command.options);
  // A class is what the sf CLI takes.
  return class SfbulkInSf extends Command {
    static override readonly summary = sentence(summary);
    static override readonly description = sfWords(description);
    static override readonly examples = examples.map(([line, does]) => `${sentence(does)}\n$ ${sfWords(line)}`);
    static override readonly args = sfArguments(command);
    static override readonly flags = sfFlags(options);
    static override readonly baseFlags = {
      "flags-dir": Flags.directory({ summary: "Import flag values from a directory.", helpGroup: "GLOBAL" }),
    };
    static override readonly enableJsonFlag = true;
    static readonly errorCodes: HelpSection = {
      header: "ERROR CODES",
      body: exitCodes.map(([code, meaning]) => ({ name: `${code}`, description: sentence(meaning) })),
    };

    /** Gives nothing: what there is to be printed has been. */
    async run(): Promise<void> {
      const given = [...this.argv];
      this.argv = withEmptyValues(given, options);
      process.exitCode = await runInside(command, {
        argv: given,
        read: async () => readCall(await plainly(this.parse(SfbulkInSf)), options),
        findSession: sfSession,
        words: sfWords,
        insteadOfSecrets,
      });
    }
  };
}
