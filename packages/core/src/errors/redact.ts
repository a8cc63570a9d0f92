/** Access tokens and sfdx auth URLs, as Salesforce's own tools know them, and key-value pairs that hold a secret. */
const shapes: readonly [RegExp, string][] = [
  [/00D\w{12,15}(?:!|%21)[\w.+/=%-]*/gi, "[session]"],
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
  return clean.includes("eyJ") ? clean.replace(/[\w.-]+/g, withoutJwt) : clean;
}

/** Strikes a JWT, two parts or three, out of a word: looked for by a pattern, each "eyJ" would be tried to the word's end. */
function withoutJwt(word: string): string {
  const parts = word.split(".");
  const isHead = (part: string, index: number): boolean => /eyJ[\w-]{8}/.test(part) && (parts[index + 1] ?? "") !== "";
  const head = parts.findIndex(isHead);
  if (head === -1) return word;
  const before = parts.slice(0, head).map((part) => `${part}.`);
  return `${before.join("")}${parts[head]?.slice(0, parts[head].indexOf("eyJ"))}[session]`;
}

/**
 * Cuts a string that may be of any length, and strikes the secrets out of what is left. Half a secret at the cut would not
 * be known as one: as much as the longest has is left out there.
 */
export function redactStart(text: string, length: number, ...secrets: readonly (string | undefined)[]): string {
  if (text.length <= length) return redact(text, ...secrets);
  const longest = Math.max(0, ...secrets.map((secret) => secret?.length ?? 0));
  const clean = redact(text.slice(0, length + longest), ...secrets);
  return clean.slice(0, Math.min(length, clean.length - longest));
}
