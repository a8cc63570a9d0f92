import { commandList } from "sfbulk/commands";

const instead = new Map(commandList.map(({ name, insteadInSf }) => [name, insteadInSf]));

/**
 * Names the command lines in a text as the sf CLI has them: `sf bulk close` for `sfbulk close`, and what takes the place of
 * commands that it has by itself.
 */
export const sfWords = (text: string): string =>
  text
    .replace(/,? or sfbulk login\b,?/, "")
    // From its browser.
    .replace(", nobody came back", "")
    .replaceAll("limits with: sfbulk doctor", "limits with: sf org list limits")
    .replaceAll(/(?<!npx )\bsfbulk ([a-z-]+)/g, (words, name: string) =>
      instead.has(name) ? (instead.get(name) ?? `sf bulk ${name}`) : words,
    );
