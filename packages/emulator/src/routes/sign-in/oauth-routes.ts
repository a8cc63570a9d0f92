import { bearerToken } from "../context/bearer-token.ts";
import { Hono } from "hono";
import { defaultUserId, openSession } from "../../org/state/org.ts";
import { recordsOf } from "../../org/state/record-store.ts";
import { refuseGrant, tokenReply } from "./token-reply.ts";
import { toBase64 } from "../../wire/encoding/base64.ts";
import { checkAssertion } from "./check-assertion.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { sayWord } from "./identity-routes.ts";
import { defaultClient, type OAuthClient } from "../../options/oauth-client.ts";
import { defaultUser, isUser } from "../../options/org-user.ts";
import { identityUrlOf, instanceUrlOf, isLoginHost } from "../context/own-address.ts";

/** Makes the routes beneath `/services/oauth2`: the token endpoint, revoking, and who a token belongs to. */
export function oauthRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.post("/token", (context) => postToken(context));
  routes.post("/revoke", postRevoke);
  routes.post("/introspect", postIntrospect);
  routes.get("/userinfo", getUserInfo);
  return routes;
}

async function postToken(context: RouteContext): Promise<Response> {
  const { arrival, options } = context.env;
  const form = new URLSearchParams(arrival.text);
  const grant = form.get("grant_type");
  const credentials = basicCredentials(arrival.headers.get("authorization"));
  const clientId = form.get("client_id") ?? credentials?.id ?? null;
  const clientSecret = form.get("client_secret") ?? credentials?.secret ?? null;
  const clients = options.clients ?? [defaultClient];
  if (grant === "urn:ietf:params:oauth:grant-type:jwt-bearer") {
    const checked = await checkAssertion(form.get("assertion") ?? "", clients, audiences(context), now(context));
    return checked instanceof Response ? checked : grantToken(context, checked, "api");
  }
  if (grant !== "refresh_token" && grant !== "client_credentials" && grant !== "password") {
    return refuseGrant("unsupported_grant_type", "grant type not supported");
  }
  const client = clients.find((one) => one.clientId === clientId);
  if (client === undefined) return refuseGrant("invalid_client_id", "client identifier invalid");
  if (grant === "client_credentials") {
    if (isLoginHost(arrival.url.hostname)) return refuseGrant("invalid_grant", "request not supported on this domain");
    if (clientSecret === null || client.clientSecret !== clientSecret) {
      return refuseGrant("invalid_client", "invalid client credentials");
    }
    return grantToken(context, client, "api");
  }
  if (clientSecret !== null && client.clientSecret !== undefined && client.clientSecret !== clientSecret) {
    return refuseGrant("invalid_client", "invalid client credentials");
  }
  if (grant === "password") {
    const user = options.user ?? defaultUser;
    if (client.clientSecret !== undefined && clientSecret === null) {
      return refuseGrant("invalid_client", "invalid client credentials");
    }
    if (!isUser(user, form.get("username"), form.get("password"))) {
      return refuseGrant("invalid_grant", "authentication failure");
    }
    return grantToken(context, { ...client, userId: user.userId ?? defaultUserId }, "api");
  }
  if (!client.refreshTokens?.includes(form.get("refresh_token") ?? "")) {
    return refuseGrant("invalid_grant", "expired access/refresh token");
  }
  return grantToken(context, client, "api refresh_token");
}

const now = (context: RouteContext): number => context.env.org.clock.now();

const audiences = (context: RouteContext): string[] => {
  const own = instanceUrlOf(context);
  return ["https://login.salesforce.com", "https://test.salesforce.com", own, `${own}/services/oauth2/token`];
};

async function grantToken(context: RouteContext, client: OAuthClient, scope: string): Promise<Response> {
  const { org } = context.env;
  const token = openSession(org, client.userId);
  const id = identityUrlOf(context, client.userId ?? defaultUserId);
  const issuedAt = String(now(context));
  return tokenReply(200, {
    access_token: token,
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

function basicCredentials(header: string | null): { readonly id: string; readonly secret: string } | undefined {
  const encoded = /^Basic\s+([\w+/=-]+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  try {
    const [id = "", secret = ""] = atob(encoded).split(":", 2);
    return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
  } catch {
    return undefined;
  }
}

function postRevoke(context: RouteContext): Response {
  const token = new URLSearchParams(context.env.arrival.text).get("token") ?? "";
  const known = context.env.org.sessions.delete(token);
  // That an unknown token is refused, and how, is a guess.
  return known ? new Response(null, { status: 200 }) : refuseGrant("invalid_token", "the provided token is invalid");
}

/**
 * Tells an app whether a token is good, and whose it is (RFC 7662, with Salesforce's documented members but for the times:
 * a session of the emulator has no end).
 */
function postIntrospect(context: RouteContext): Response {
  const { org, arrival, options } = context.env;
  const form = new URLSearchParams(arrival.text);
  const credentials = basicCredentials(arrival.headers.get("authorization"));
  const clientId = form.get("client_id") ?? credentials?.id;
  const secret = form.get("client_secret") ?? credentials?.secret;
  const client = (options.clients ?? [defaultClient]).find((one) => one.clientId === clientId);
  // The words are those of the token endpoint, the status is the RFC's.
  if (client === undefined)
    return tokenReply(401, { error: "invalid_client_id", error_description: "client identifier invalid" });
  if (client.clientSecret === undefined || secret !== client.clientSecret) {
    return tokenReply(401, { error: "invalid_client", error_description: "invalid client credentials" });
  }
  const session = org.sessions.get(form.get("token") ?? "");
  if (session === undefined || session.callsLeft <= 0) return tokenReply(200, { active: false });
  return tokenReply(200, {
    active: true,
    scope: "api",
    client_id: client.clientId,
    username: String(
      recordsOf(org.records, "User").byId.get(session.userId.slice(0, 15))?.values.get("Username") ?? "",
    ),
    sub: identityUrlOf(context, session.userId),
    token_type: "access_token",
  });
}

function getUserInfo(context: RouteContext): Response {
  const { org, options } = context.env;
  const token = bearerToken(context);
  if (token === undefined) return sayWord("Missing_OAuth_Token");
  const session = org.sessions.get(token);
  if (session === undefined) return sayWord("Bad_OAuth_Token");
  const { username } = options.user ?? defaultUser;
  return tokenReply(200, {
    sub: identityUrlOf(context, session.userId),
    user_id: session.userId,
    organization_id: org.id,
    preferred_username: username,
    name: "Emulator User",
    email: username,
  });
}
