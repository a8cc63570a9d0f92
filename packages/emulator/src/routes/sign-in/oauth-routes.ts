import { bearerToken } from "../context/bearer-token.ts";
import { Hono } from "hono";
import { revokeGrant } from "../../org/state/grant.ts";
import { recordsOf } from "../../org/state/record-store.ts";
import { refuseGrant, tokenReply } from "./token-reply.ts";
import { checkAssertion } from "./check-assertion.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { sayWord } from "./identity-routes.ts";
import { appProblem, type OAuthError } from "./app-problem.ts";
import { authorizeRoutes } from "./authorize-routes.ts";
import { dpopProblem } from "./check-dpop-proof.ts";
import { exchangeCode } from "./exchange-code.ts";
import { grantSession } from "./grant-session.ts";
import { refreshSession } from "./refresh-session.ts";
import { clientsOf, type OAuthClient } from "../../options/oauth-client.ts";
import { defaultUser, isUser } from "../../options/org-user.ts";
import { identityUrlOf, instanceUrlOf, isLoginHost } from "../context/own-address.ts";

/** Makes the routes beneath `/services/oauth2`: letting an app in, the token endpoint, revoking, and who a token belongs to. */
export function oauthRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.route("/authorize", authorizeRoutes());
  routes.post("/token", (context) => postToken(context));
  routes.post("/revoke", postRevoke);
  routes.post("/introspect", postIntrospect);
  routes.get("/userinfo", getUserInfo);
  return routes;
}

/** The grants by which an app proves itself first. */
const grantTypes = new Set(["authorization_code", "client_credentials", "password", "refresh_token"]);

async function postToken(context: RouteContext): Promise<Response> {
  const { arrival, options } = context.env;
  const form = new URLSearchParams(arrival.text);
  const grant = form.get("grant_type") ?? "";
  const clients = clientsOf(options);
  if (grant === "urn:ietf:params:oauth:grant-type:jwt-bearer") {
    const checked = await checkAssertion(form.get("assertion") ?? "", clients, audiences(context), now(context));
    if (checked instanceof Response) return checked;
    const problem = await problemOf(context, checked);
    if (problem !== undefined) return refuseGrant(...problem);
    return await grantSession(context, checked, { userId: checked.userId, scope: "api" });
  }
  if (!grantTypes.has(grant)) return refuseGrant("unsupported_grant_type", "grant type not supported");
  const { id, secret } = credentialsOf(context, form);
  const client = clients.find((one) => one.clientId === id);
  if (client === undefined) return refuseGrant("invalid_client_id", "client identifier invalid");
  const problem = await problemOf(context, client);
  if (problem !== undefined) return refuseGrant(...problem);
  const needsSecret = grant === "client_credentials" || (grant === "password" && client.clientSecret !== undefined);
  if (grant === "client_credentials" && isLoginHost(arrival.url.hostname)) {
    return refuseGrant("invalid_grant", "request not supported on this domain");
  }
  const isRight = secret === null ? !needsSecret : (client.clientSecret ?? (needsSecret ? null : secret)) === secret;
  if (!isRight) return refuseGrant("invalid_client", "invalid client credentials");
  if (grant === "client_credentials")
    return await grantSession(context, client, { userId: client.userId, scope: "api" });
  if (grant === "password") return await signInByPassword(context, client, form);
  if (grant === "authorization_code") return await exchangeCode(context, client, form);
  return await refreshSession(context, client, form.get("refresh_token") ?? "");
}

/** Why an app gets no token, whatever it brings. */
const problemOf = async (context: RouteContext, client: OAuthClient): Promise<OAuthError | undefined> =>
  appProblem(client) ?? (client.requireDpop === true ? await dpopProblem(context) : undefined);

async function signInByPassword(context: RouteContext, client: OAuthClient, form: URLSearchParams): Promise<Response> {
  const { options } = context.env;
  const user = options.user ?? defaultUser;
  // An org where the flow is off says the same (recorded): its user finds the reason in the login history.
  if (options.passwordFlow === false || !isUser(user, form.get("username"), form.get("password"))) {
    return refuseGrant("invalid_grant", "authentication failure");
  }
  return await grantSession(context, client, { userId: user.userId, scope: "api" });
}

const now = (context: RouteContext): number => context.env.org.clock.now();

const audiences = (context: RouteContext): string[] => {
  const own = instanceUrlOf(context);
  return ["https://login.salesforce.com", "https://test.salesforce.com", own, `${own}/services/oauth2/token`];
};

interface Credentials {
  readonly id: string | null;
  readonly secret: string | null;
}

/** What an app says of itself, in the form or in the header. */
function credentialsOf({ env: { arrival } }: RouteContext, form: URLSearchParams): Credentials {
  const inHeader = basicCredentials(arrival.headers.get("authorization"));
  return {
    id: form.get("client_id") ?? inHeader?.id ?? null,
    secret: form.get("client_secret") ?? inHeader?.secret ?? null,
  };
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

/** A refresh token takes its sessions with it (documented). */
function postRevoke(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const token = new URLSearchParams(arrival.text).get("token") ?? "";
  const grant = org.refreshTokens.get(token)?.grant;
  const known = org.sessions.delete(token) || (grant !== undefined && org.grants.has(grant));
  if (grant !== undefined) revokeGrant(org, grant);
  // That an unknown token is refused, and how, is a guess.
  return known ? new Response(null, { status: 200 }) : refuseGrant("invalid_token", "the provided token is invalid");
}

/**
 * Tells an app whether a token is good, and whose it is (RFC 7662, with Salesforce's documented members but for the times of
 * sessions: one of the emulator has no end).
 */
function postIntrospect(context: RouteContext): Response {
  const { org, arrival, options } = context.env;
  const form = new URLSearchParams(arrival.text);
  const { id, secret } = credentialsOf(context, form);
  const client = clientsOf(options).find((one) => one.clientId === id);
  // The words are those of the token endpoint, the status is the RFC's.
  if (client === undefined)
    return tokenReply(401, { error: "invalid_client_id", error_description: "client identifier invalid" });
  if (client.clientSecret === undefined || secret !== client.clientSecret) {
    return tokenReply(401, { error: "invalid_client", error_description: "invalid client credentials" });
  }
  const token = form.get("token") ?? "";
  const session = org.sessions.get(token);
  const held = org.refreshTokens.get(token);
  const grant = held === undefined || held.isReplaced ? undefined : org.grants.get(held.grant);
  const isOver = session !== undefined && session.callsLeft <= 0;
  const of = isOver ? undefined : (session ?? grant);
  if (of === undefined) return tokenReply(200, { active: false });
  const username = recordsOf(org.records, "User").byId.get(of.userId.slice(0, 15))?.values.get("Username") ?? "";
  return tokenReply(200, {
    active: true,
    scope: of.scope ?? "api",
    client_id: client.clientId,
    username: String(username),
    sub: identityUrlOf(context, of.userId),
    token_type: session === undefined ? "refresh_token" : "access_token",
  });
}

function getUserInfo(context: RouteContext): Response {
  const { org, options } = context.env;
  const token = bearerToken(context);
  if (token === undefined) return sayWord("Missing_OAuth_Token");
  const session = org.sessions.get(token);
  if (session === undefined) return sayWord("Bad_OAuth_Token");
  const record = recordsOf(org.records, "User").byId.get(session.userId.slice(0, 15));
  const username = record?.values.get("Username") ?? (options.user ?? defaultUser).username;
  return tokenReply(200, {
    sub: identityUrlOf(context, session.userId),
    user_id: session.userId,
    organization_id: org.id,
    preferred_username: username,
    name: "Emulator User",
    email: username,
  });
}
