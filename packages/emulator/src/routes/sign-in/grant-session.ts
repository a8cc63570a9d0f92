import type { OAuthClient } from "../../options/oauth-client.ts";
import { defaultUserId, openSession } from "../../org/state/org.ts";
import type { Session } from "../../org/state/session.ts";
import { toBase64 } from "../../wire/encoding/base64.ts";
import { identityUrlOf, instanceUrlOf } from "../context/own-address.ts";
import type { RouteContext } from "../context/route-context.ts";
import { tokenReply } from "./token-reply.ts";

/** What a session is granted for. */
interface Granted extends Pick<Session, "grant"> {
  readonly userId?: string | undefined;
  readonly scope: string;
  /** A new refresh token, which goes with it. */
  readonly refreshToken?: string | undefined;
}

/** Opens a session for an app, and answers with its token as the token endpoint does. */
export async function grantSession(context: RouteContext, client: OAuthClient, granted: Granted): Promise<Response> {
  const { org } = context.env;
  const { userId = defaultUserId, scope, refreshToken, grant } = granted;
  const isJwt = client.accessTokens === "jwt";
  const token = openSession(org, {
    userId,
    scope,
    ...(grant === undefined ? {} : { grant }),
    ...(isJwt ? { isJwt } : {}),
  });
  const id = identityUrlOf(context, userId);
  const issuedAt = String(org.clock.now());
  return tokenReply(200, {
    access_token: token,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    instance_url: instanceUrlOf(context),
    id,
    token_type: "Bearer",
    issued_at: issuedAt,
    signature: await sign(id + issuedAt, client.clientSecret ?? ""),
    scope,
  });
}

async function sign(text: string, secret: string): Promise<string> {
  const utf8 = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  // A key must not be empty.
  const key = await crypto.subtle.importKey("raw", utf8.encode(secret === "" ? "-" : secret), algorithm, false, [
    "sign",
  ]);
  return toBase64(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(text))));
}
