/** How somebody has signed in: in a browser, with a certificate, or an app as itself. */
type SignInKind = "browser" | "jwt" | "client-credentials";

/** What is kept of an org that somebody has signed in to with `sfbulk login`. The grant itself is in a file of its own. */
export interface KeptOrg {
  readonly alias: string;
  readonly kind: SignInKind;
  /** The org's My Domain, where tokens are asked for. */
  readonly loginUrl: string;
  readonly clientId: string;
  /** A secret that came from standard input: there is no other place where it is. */
  readonly clientSecret?: string;
  /** The file that the secret is read from each time. */
  readonly clientSecretFile?: string;
  /** The file that the private key is read from each time. */
  readonly jwtKeyFile?: string;
  readonly username: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly organizationName?: string;
  /** `production`, `sandbox`, `Developer Edition`. */
  readonly organizationKind?: string;
  readonly instanceUrl: string;
  /** When somebody signed in (ISO 8601). */
  readonly signedInAt: string;
  /** Digests of the first tokens: whether the app rotates refresh tokens shows when both have changed. */
  readonly first?: { readonly accessToken: string; readonly refreshToken: string };
}

const kinds: readonly unknown[] = ["browser", "jwt", "client-credentials"] satisfies readonly SignInKind[];
const texts = [
  "alias",
  "loginUrl",
  "clientId",
  "username",
  "userId",
  "organizationId",
  "instanceUrl",
  "signedInAt",
] as const satisfies readonly (keyof KeptOrg)[];
const optionalTexts = [
  "clientSecret",
  "clientSecretFile",
  "jwtKeyFile",
  "organizationName",
  "organizationKind",
] as const satisfies readonly (keyof KeptOrg)[];

/** Reads what is kept of an org; `undefined` for what is something else. */
export function parseKeptOrg(text: string): KeptOrg | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's words would quote what may be a secret.
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const isWhole =
    kinds.includes(given["kind"]) &&
    texts.every((name) => typeof given[name] === "string" && given[name] !== "") &&
    optionalTexts.every((name) => given[name] === undefined || typeof given[name] === "string");
  return isWhole ? (value as KeptOrg) : undefined;
}
