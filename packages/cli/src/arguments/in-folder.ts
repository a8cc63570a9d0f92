import { shellWord } from "./shell-word.ts";

/** Gives the option that names the folder of a load's files, with a space before it; nothing for the current one. */
export const inFolder = (folder: string | undefined): string =>
  folder === undefined || folder === "." ? "" : ` --output-dir ${shellWord(folder)}`;
