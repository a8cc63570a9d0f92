import { bearerToken } from "../context/bearer-token.ts";
import { Hono } from "hono";
import type { RouteContext, RouteTypes } from "../context/route-context.ts";
import { identityUrlOf, instanceUrlOf } from "../context/own-address.ts";
import { defaultUser } from "../../options/org-user.ts";

/** Makes the routes beneath `/id`: who the owner of a token is, for clients that follow the address in `id`. */
export function identityRoutes(): Hono<RouteTypes> {
  const routes = new Hono<RouteTypes>({ strict: false });
  routes.get("/:orgId/:userId", getIdentity);
  return routes;
}

/** Identity endpoints say one word, and no JSON (seen by several clients). */
export const sayWord = (word: string): Response =>
  new Response(word, { status: 403, headers: { "content-type": "text/html" } });

function getIdentity(context: RouteContext): Response {
  const { org, arrival, options } = context.env;
  const bearer = bearerToken(context);
  // jsforce gives it in both places, as the guide allows.
  const token = bearer ?? arrival.url.searchParams.get("oauth_token");
  if (token === null) return sayWord("Missing_OAuth_Token");
  const session = org.sessions.get(token);
  if (session === undefined) return sayWord("Bad_OAuth_Token");
  if (context.req.param("orgId")?.slice(0, 15) !== org.id.slice(0, 15)) return sayWord("Wrong_Org");
  if (context.req.param("userId")?.slice(0, 15) !== session.userId.slice(0, 15)) return sayWord("Bad_Id");
  const { username } = options.user ?? defaultUser;
  const base = instanceUrlOf(context);
  // The keys that clients read; the guide lists more of them. "{version}" stands there as it is.
  const identity = {
    id: identityUrlOf(context, session.userId),
    asserted_user: true,
    user_id: session.userId,
    organization_id: org.id,
    username,
    nick_name: "emulator",
    display_name: "Emulator User",
    email: username,
    email_verified: true,
    first_name: "Emulator",
    last_name: "User",
    timezone: "GMT",
    urls: {
      partner: `${base}/services/Soap/u/{version}/${org.id.slice(0, 15)}`,
      rest: `${base}/services/data/v{version}/`,
      sobjects: `${base}/services/data/v{version}/sobjects/`,
      query: `${base}/services/data/v{version}/query/`,
    },
    active: true,
    user_type: "STANDARD",
    language: "en_US",
    locale: "en_US",
    utcOffset: 0,
    last_modified_date: "2026-01-01T00:00:00Z",
  };
  return new Response(JSON.stringify(identity), {
    headers: { "content-type": "application/json;charset=UTF-8", "cache-control": "no-cache, no-store" },
  });
}
