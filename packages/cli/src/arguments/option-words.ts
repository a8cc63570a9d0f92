import type { CommandOption } from "./command-option.ts";
import { shellWord } from "./shell-word.ts";

/** Writes options as they are given in a shell, each with a space before it; what is as by default is left out. */
export const optionWords = (options: readonly CommandOption[], values: object): string =>
  options.flatMap((option) => wordsOf(option, values)).join("");

function wordsOf({ flags, default: byDefault }: CommandOption, values: object): readonly string[] {
  const [, flag = "", hasOptionalValue] = /(--[\w-]+)( \[)?/.exec(flags) ?? [];
  // `--no-check` is `check: false`.
  const name = flag.replace(/^--(?:no-)?/, "").replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const value: unknown = Reflect.get(values, name);
  if (flag.startsWith("--no-")) return value === false ? [` ${flag}`] : [];
  if (value === true) return [` ${flag}`];
  const given = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string" && one !== byDefault);
  return given.map((one: string) =>
    hasOptionalValue === undefined ? ` ${flag} ${shellWord(one)}` : ` ${flag}=${one === "" ? "" : shellWord(one)}`,
  );
}
