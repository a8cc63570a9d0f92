import { commandList } from "sfbulk/commands";
import { type SfCommandClass, sfCommandClass } from "./sf-command-class.ts";

/**
 * Gives every command of the plugin by its id in the sf CLI, `bulk:close`. The CLI loads this file when it runs one of
 * them; what it shows of them before, it takes from `oclif.manifest.json`.
 */
export const commands: Readonly<Record<string, SfCommandClass>> = Object.fromEntries(
  await Promise.all(
    commandList
      .filter(({ insteadInSf }) => insteadInSf === undefined)
      .map(async ({ name, load }) => [`bulk:${name}`, sfCommandClass(await load())] as const),
  ),
);
