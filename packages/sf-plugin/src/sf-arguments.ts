import { Args, type Interfaces } from "@oclif/core";
import type { Command } from "sfbulk/commands";
import { sentence } from "./sentence.ts";

/** Makes the arguments of the sf CLI of a command's: `<id>`, `[id...]`. */
export function sfArguments({ argument, secondArgument }: Command): Interfaces.ArgInput {
  const given = [argument, secondArgument].filter((one) => one !== undefined);
  return Object.fromEntries(
    given.map(({ name, description }) => {
      const [, bracket, word = "", more] = /^([<[])([\w-]+)(\.{3})?[>\]]$/.exec(name) ?? [];
      return [
        word,
        Args.string({
          description: sentence(description),
          required: bracket === "<",
          // Standard input has rows, ids or a query in it: the command reads it where it is asked to.
          ignoreStdin: true,
          ...(more === undefined ? {} : { multiple: true }),
        }),
      ] as const;
    }),
  );
}
