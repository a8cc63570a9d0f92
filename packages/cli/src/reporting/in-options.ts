/** What core says of its options, and what the command line has in their place; nothing, where it has no such option. */
const words: readonly (readonly [said: string, here: string])[] = [
  ['say so by the option fields: "send"', "say so by --no-check"],
  ['say so by the option values: "send"', "say so by --no-check"],
  ["Cannot use redirectUri", "Cannot use --callback-url"],
  ["say it by the option delimiter", "say it by --column-delimiter"],
  ['the option encoding: "windows-1252" reads it', "--encoding windows-1252 reads it"],
  ['; where that is meant, say so by the option raggedRows: "send"', ""],
];

/** Puts a message of core into the options that the command line has. */
export const inOptions = (message: string): string =>
  words.reduce((text, [said, here]) => text.replaceAll(said, here), message);
