/** What core says of its options, and what the command line has in their place; nothing, where it has no such option. */
const words: readonly (readonly [said: string, here: string])[] = [
  ['say so by the option fields: "send"', "say so by --no-check"],
  ['say so by the option values: "send"', "say so by --no-check"],
  [
    "take its jobs back one by one, the last one first",
    "take its jobs back one by one, the last one first: sfbulk undo <id> --job-only",
  ],
  ["Cannot use redirectUri", "Cannot use --callback-url"],
  ["add this redirectUri,", "add the address of --callback-url,"],
  ["check clientId, which is", "check --client-id, which is"],
  ["check clientSecret, which is", "check the client secret, which is"],
  ["as loginUrl, as in Setup", "as --instance-url, as in Setup"],
  [" (store, onRefreshToken)", ""],
  ["Cannot use loginUrl", "Cannot use --instance-url"],
  ["Cannot use privateKey:", "Cannot use the key of --jwt-key:"],
  ["; loadFailedRows gives them", "; they are in the file of unprocessed records"],
  ["Cannot use maxFailed", "Cannot use --max-failed"],
  ["and maxFailed is ", "and --max-failed is "],
  ["say it by the option delimiter", "say it by --column-delimiter"],
  ['the option encoding: "windows-1252" reads it', "--encoding windows-1252 reads it"],
  ['; where that is meant, say so by the option raggedRows: "send"', ""],
];

/** Puts a message of core into the options that the command line has. */
export const inOptions = (message: string): string =>
  words.reduce((text, [said, here]) => text.replaceAll(said, here), message);
