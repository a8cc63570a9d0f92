/** The command that shows a token since the sf CLI keeps it out of `sf org display`. */
export const showTokenCommand = "sf org auth show-access-token --json";

/** Says why a text cannot be sent as an access token, without showing it; `undefined` where it can. */
export function whyUnusable(token: unknown): string | undefined {
  if (typeof token !== "string" || token === "") return "it is empty";
  if (token.startsWith("[REDACTED]")) return 'it is the word "[REDACTED]", which the sf CLI shows in place of a token';
  if (!/^[\x21-\x7e]+$/.test(token)) return "it has spaces or characters that no token has";
  return undefined;
}
