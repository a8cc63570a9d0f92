/** Tells whether a token can stand in a header without changing or ending it. */
export const isSendableToken = (token: unknown): token is string =>
  typeof token === "string" && /^[\x21-\x7e]+$/.test(token) && !token.startsWith(hidden);

/** What the sf CLI shows in place of a token. */
const hidden = "[REDACTED]";

/**
 * Says why something cannot be sent as an access token, without showing it: "an empty string". It is exported for token
 * sources; the sibling packages use it.
 *
 * @returns what it is instead, or `undefined` where it can be sent.
 * @example
 * ```ts
 * import { describeBadToken, SessionError, type TokenSource } from "@sfbulk/core";
 *
 * const accessToken: TokenSource = async () => {
 *   const token = await readTokenFromVault();
 *   const bad = describeBadToken(token);
 *   if (bad !== undefined) throw new SessionError(`Cannot use what the vault gave: it is ${bad}`);
 *   return token;
 * };
 * ```
 */
export function describeBadToken(token: unknown): string | undefined {
  if (isSendableToken(token)) return undefined;
  if (typeof token !== "string") return token === null ? "null" : typeof token;
  if (token === "") return "an empty string";
  if (token.startsWith(hidden)) {
    return 'the word "[REDACTED]", which the sf CLI shows in place of a token (except by: sf org auth show-access-token)';
  }
  return `a string with spaces or characters that no token has (${token.length} characters)`;
}
