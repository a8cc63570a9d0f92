import { strikeSecrets } from "../control/strike-secrets.ts";

/** What stands in the place of an org's id, whatever its length. */
const orgId = "00D000000000000";

/** Where an org is, or its users see it. */
const hosts = [".salesforce.com", ".force.com", ".visualforce.com", ".salesforce-setup.com"];

/** The host of XML namespaces, which is nobody's. */
const namespaceHost = "www.force.com";

/** Gives what is to stand for a word: an address of a person, the host of an org, or the word itself. */
function strikeWord(word: string): string {
  const [name = "", domain = "", ...more] = word.split("@");
  if (name !== "" && domain.includes(".") && more.length === 0) return "user@example.invalid";
  const host = word.toLowerCase();
  const isOrg = host !== namespaceHost && hosts.some((end) => host.endsWith(end));
  return isOrg ? "org.my.salesforce.invalid" : word;
}

const strikeIdentities = (text: string): string =>
  text
    .replace(/\b00D[0-9A-Za-z]{15}\b/g, `${orgId}EAA`)
    .replace(/\b00D[0-9A-Za-z]{12}\b/g, orgId)
    .replace(/[\w.+@-]+/g, strikeWord);

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
    for (const token of tokens) {
      clean = clean.replaceAll(token, "[session]").replaceAll(encodeURIComponent(token), "[session]");
    }
    clean = strikeSecrets(clean);
    return strikesIdentities ? strikeIdentities(clean) : clean;
  };
