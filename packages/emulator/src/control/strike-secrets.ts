/** Access tokens (`00D…!…`), JWTs, refresh tokens and codes by their shapes, and the values of fields that hold a secret. */
const secrets: readonly [RegExp, string][] = [
  [/00D\w{12,15}(?:!|%21)[\w.+/=%-]*/gi, "[session]"],
  [/(?<![\w-])eyJ[\w.-]+/g, "[session]"],
  [/(?<![\w-])(?:5Aep861|aPrx)[\w.]+/g, "[secret]"],
  [
    /((?:oauth_token|access_?token|refresh_?token|client_?secret|x-sfdc-session|authorization|password|assertion|\bsid)["']? {0,4}[:=] {0,4}["']?)(?:Bearer )?[^\s"'&,;<>}]+/gi,
    "$1[secret]",
  ],
];

/** Strikes secrets out of a string that goes into the log. */
export const strikeSecrets = (text: string): string =>
  secrets.reduce((clean, [secret, instead]) => clean.replace(secret, instead), text);
