import { Hono } from "hono";
import { defaultUser } from "../../options/org-user.ts";
import { defaultUserId } from "../../org/state/org.ts";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import type { OAuthError } from "./app-problem.ts";
import { authorizePage, errorPage } from "./authorize-page.ts";
import { type Authorization, readAuthorization } from "./read-authorization.ts";

/** Makes the route `/services/oauth2/authorize`: the page on which a user lets an app in, and what comes of it. */
export function authorizeRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.get("/", (context) => getAuthorize(context));
  routes.post("/", (context) => postAuthorize(context));
  return routes;
}

/** How long a code is good (documented). */
const codeTime = 15 * 60_000;

async function getAuthorize(context: RouteContext): Promise<Response> {
  const { arrival, options } = context.env;
  const request = readAuthorization(context, arrival.url.searchParams);
  if ("error" in request) return await refuse(request);
  if (request.client.preauthorized === true) return allow(context, request);
  if (request.isSilent) {
    // The code is documented, the words are a guess.
    return await refuse({ ...request, error: ["immediate_unsuccessful", "The user must allow the app first"] });
  }
  const { username } = options.user ?? defaultUser;
  return await authorizePage(request, arrival.url, username);
}

/** The answer of the page. A page of somebody else's cannot give it: its Origin is refused before. */
async function postAuthorize(context: RouteContext): Promise<Response> {
  const { arrival } = context.env;
  const form = new URLSearchParams(arrival.text);
  // The address says what is asked for, the body what the user says to it; a client may send all of it in the body.
  const request = readAuthorization(context, new URLSearchParams([...form, ...arrival.url.searchParams]));
  if ("error" in request) return await refuse(request);
  if (form.get("decision") === "allow") return allow(context, request);
  return await refuse({ ...request, error: ["access_denied", "end-user denied authorization"] });
}

function allow(context: RouteContext, request: Authorization): Response {
  const { org, options } = context.env;
  const { client, redirectUri, scope, state, challenge, challengeMethod } = request;
  const { userId = defaultUserId } = options.user ?? defaultUser;
  const code = org.ids.code();
  org.codes.set(code, {
    clientId: client.clientId,
    userId: client.userId ?? userId,
    redirectUri,
    scope,
    expiresAt: org.clock.now() + codeTime,
    ...(challenge === undefined ? {} : { challenge }),
    ...(challengeMethod === undefined ? {} : { challengeMethod }),
  });
  org.changes++;
  return sendBack(redirectUri, { code, state });
}

interface Refused {
  readonly error: OAuthError;
  readonly redirectUri?: string;
  readonly state?: string | null;
}

/** An app whose address is not known for certain is told nothing; its user is. */
async function refuse({ error: [error, description], redirectUri, state = null }: Refused): Promise<Response> {
  if (redirectUri === undefined) return await errorPage(error, description);
  return sendBack(redirectUri, { error, error_description: description, state });
}

function sendBack(address: string, query: Readonly<Record<string, string | null>>): Response {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) if (value !== null) url.searchParams.set(name, value);
  return new Response(null, { status: 302, headers: { location: url.href, "cache-control": "no-cache, no-store" } });
}
