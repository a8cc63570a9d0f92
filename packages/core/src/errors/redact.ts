/** Access tokens, JWTs and sfdx auth URLs, as Salesforce's own tools know them, and key-value pairs that hold a secret. */
const shapes: readonly [RegExp, string][] = [
  [/00D\w{12,15}(?:!|%21)[\w.+/=%-]*/gi, "[session]"],
  [/eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, "[session]"],
  [/force:\/\/[^\s"'<>]+/g, "[auth url]"],
  [
    /((?:access_?token|refresh_?token|client_?secret|x-sfdc-session|authorization|password|assertion|\bsid)["']?\s*[:=]\s*["']?)(?:Bearer\s+)?[^\s"'&,;<>}]+/gi,
    "$1[secret]",
  ],
];

/**
 * Strikes secrets out of a string that is shown to a person or written to a log: everything that has the shape of a
 * Salesforce access token, a JWT or an sfdx auth URL, the values of fields such as `access_token`, and the given ones.
 *
 * @param text - The string, from anywhere.
 * @param secrets - Secrets that have no shape to know them by.
 * @example
 * ```ts
 * import { redact } from "@sfbulk/core";
 *
 * console.log(redact(`Cannot sign in: ${accessToken}`)); // without the token
 * ```
 */
export function redact(text: string, ...secrets: readonly (string | undefined)[]): string {
  let clean = text;
  for (const secret of secrets)
    if (secret !== undefined && secret !== "") clean = clean.replaceAll(secret, "[session]");
  for (const [shape, instead] of shapes) clean = clean.replace(shape, instead);
  return clean;
}
