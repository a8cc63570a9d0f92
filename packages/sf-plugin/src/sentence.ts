import { sfWords } from "./sf-words.ts";

/** Makes what `sfbulk` says in its help what the sf CLI says: a sentence. */
export function sentence(text: string): string {
  const words = sfWords(text);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${words.endsWith(".") ? "" : "."}`;
}
