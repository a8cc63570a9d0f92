/** The scopes that an app may ask for (documented); `offline_access` is another name of `refresh_token`. */
const known: ReadonlySet<string> = new Set([
  "address",
  "api",
  "cdp_query_api",
  "chatter_api",
  "content",
  "custom_permissions",
  "einstein_gpt_api",
  "email",
  "full",
  "id",
  "lightning",
  "offline_access",
  "openid",
  "phone",
  "profile",
  "refresh_token",
  "sfap_api",
  "visualforce",
  "wave_api",
  "web",
]);

/** Gives the scopes that a request asks for; nothing where there is one that does not exist. */
export function readScopes(text: string | null): string | undefined {
  // Without a word, an app gets what it is set up for.
  const scopes = (text ?? "").split(/[\s+]/).filter((one) => one !== "");
  if (scopes.length === 0) return "api refresh_token";
  return scopes.every((one) => known.has(one)) ? [...new Set(scopes)].join(" ") : undefined;
}

/** Tells whether a refresh token goes with these scopes. */
export const hasRefreshToken = (scopes: string): boolean =>
  scopes.split(" ").some((one) => one === "refresh_token" || one === "offline_access");
