import { strikeSecrets } from "../control/strike-secrets.ts";

/** What stands in the place of an org's id, whatever its length. */
const orgId = "00D000000000000";

const identities: readonly (readonly [RegExp, string])[] = [
  [/\b00D[0-9A-Za-z]{15}\b/g, `${orgId}EAA`],
  [/\b00D[0-9A-Za-z]{12}\b/g, orgId],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, "user@example.invalid"],
  [
    /\b(?!www\.force\.com)(?:[\w-]{1,63}\.){1,8}(?:salesforce|force|visualforce|salesforce-setup)\.com\b/gi,
    "org.my.salesforce.invalid",
  ],
];

/**
 * Makes what strikes secrets out of texts that are recorded.
 *
 * @param tokens - Tokens that have been seen; wherever they stand, they are struck out, whatever they look like.
 * @param strikesIdentities - Whether org ids, user names, e-mail addresses and hosts go too.
 */
export const createStrike =
  (tokens: ReadonlySet<string>, strikesIdentities: boolean): ((text: string) => string) =>
  (text) => {
    let clean = text;
    for (const token of tokens)
      clean = clean.replaceAll(token, "[session]").replaceAll(encodeURIComponent(token), "[session]");
    clean = strikeSecrets(clean);
    if (!strikesIdentities) return clean;
    return identities.reduce((struck, [identity, instead]) => struck.replace(identity, instead), clean);
  };
