import { toLongId } from "./to-long-id.ts";

/** Makes everything in an org that is arbitrary. The same seed gives the same sequence, so that a run can be repeated. */
export interface IdSource {
  /** Gives the next id with a prefix of three characters, 18 characters long. */
  readonly next: (prefix: string) => string;
  /** Gives 32 hexadecimal digits, as the two request-id headers have. */
  readonly requestId: () => string;
  /** Gives an access token in the shape `00D…!…`. */
  readonly token: (orgId: string) => string;
  /** Gives an access token that is a JSON Web Token; nobody can check its signature. */
  readonly jwt: (orgId: string, userId: string, now: number) => string;
  /** Gives a refresh token in the shape `5Aep861…`. */
  readonly refreshToken: () => string;
  /** Gives an authorization code in the shape `aPrx…==`. */
  readonly code: () => string;
  /** The number of the next id. */
  count: number;
  /** The state of the generator, 32 bits. */
  random: number;
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Makes a source of ids, request ids and tokens. */
export function createIdSource(seed: number): IdSource {
  const text = (length: number, alphabet: string): string =>
    Array.from({ length }, () => alphabet.charAt(Math.floor(random(ids) * alphabet.length))).join("");
  const ids: IdSource = {
    count: 0,
    random: seed >>> 0,
    next: (prefix) => toLongId(`${prefix}8Z00000${base62(ids.count++).padStart(5, "0")}`),
    requestId: () => text(32, "0123456789abcdef"),
    jwt: (orgId, userId, now) => {
      const seconds = Math.floor(now / 1000);
      // The claims that JWTs of Salesforce are documented to have, but for those that name the app.
      const claims = {
        iss: "https://emulator.my.salesforce.com",
        sub: `uid:${userId}`,
        aud: orgId,
        iat: seconds,
        jti: text(22, digits),
      };
      const parts = [{ alg: "RS256", typ: "JWT" }, claims].map((part) => base64Url(JSON.stringify(part)));
      return `${parts.join(".")}.${text(86, digits)}`;
    },
    refreshToken: () => `5Aep861${text(80, `${digits}_.`)}`,
    code: () => `aPrx${text(72, `${digits}_.`)}==`,
    token: (orgId) => `${orgId.slice(0, 15)}!AQ${text(8, digits)}.${text(80, `${digits}_.`)}`,
  };
  ids.count = Math.floor(random(ids) * 62 ** 3);
  return ids;
}

const base64Url = (ascii: string): string => btoa(ascii).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");

function base62(value: number): string {
  let rest = value;
  let text = "";
  do {
    text = digits.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return text;
}

/** The generator mulberry32: 32 bits of state, good enough for strings that only have to differ. */
function random(source: Pick<IdSource, "random">): number {
  source.random = (source.random + 0x6d2b79f5) >>> 0;
  const state = source.random;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
