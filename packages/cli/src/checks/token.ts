import type { Check, Finding } from "./check.ts";

/** What a JWT says of itself, as far as it says it. */
interface Claims {
  readonly exp?: unknown;
  readonly client_id?: unknown;
  readonly cnf?: unknown;
}

/**
 * Looks what kind of access token it is: a session id, which all APIs take, a JSON Web Token, which those of REST take
 * (documented), or one that is bound to a key (DPoP), of which the Bulk API documents no proof.
 *
 * @see https://help.salesforce.com/s/articleView?id=xcloud.jwt_access_tokens.htm
 */
export const token: Check = {
  title: "Token",
  look: async ({ connection: { accessToken } }) =>
    describeToken(typeof accessToken === "function" ? await accessToken() : (accessToken ?? "")),
};

function describeToken(text: string): Finding {
  if (/^00D\w{12,15}!/.test(text)) {
    return { ok: true, says: "an opaque one (a session id), as every API takes", data: { kind: "session id" } };
  }
  const claims = readClaims(text);
  if (claims === undefined) return { ok: true, says: "of a kind that is not known here", data: { kind: "unknown" } };
  const { exp, client_id: app, cnf } = claims;
  const until = typeof exp === "number" ? new Date(exp * 1000).toISOString() : undefined;
  const facts = [
    ...(until === undefined ? [] : [`good until ${until.replace("T", " ").replace(".000Z", "Z")}`]),
    ...(typeof app === "string" ? [`of app ${app}`] : []),
  ].join(", ");
  const data = { until, clientId: typeof app === "string" ? app : undefined };
  const more = facts === "" ? "" : ` (${facts})`;
  if (cnf !== undefined) {
    return {
      ok: false,
      says: `bound to a key (DPoP)${more}: the Bulk API documents no proof of it`,
      action: "Have the app's administrator turn off Require DPoP in its OAuth settings",
      data: { kind: "DPoP", ...data },
    };
  }
  return {
    ok: false,
    says: `a JSON Web Token${more}: for Bulk API 2.0, and not for 1.0`,
    action: "Have the app's administrator let it issue opaque tokens, or use Bulk API 2.0 only",
    data: { kind: "JWT", ...data },
  };
}

/** Reads what the middle part of a JWT says; `undefined` for what is none. */
function readClaims(text: string): Claims | undefined {
  const [, payload] = /^eyJ[\w-]+\.([\w-]+)\.[\w-]*$/.exec(text) ?? [];
  if (payload === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // It only looks like one.
    return undefined;
  }
}
