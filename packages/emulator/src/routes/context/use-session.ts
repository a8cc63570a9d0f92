import type { Session } from "../../org/state/session.ts";
import type { RouteContext } from "./route-context.ts";

/**
 * Gives the session of a token to a request, and counts the call: every request counts, of either API (documented).
 *
 * @returns nothing where there is no such session, or none any more.
 */
export function useSession(context: RouteContext, token: string): Session | undefined {
  const { org } = context.env;
  const session = org.sessions.get(token);
  if (session === undefined || session.callsLeft <= 0) {
    org.sessions.delete(token);
    return undefined;
  }
  session.callsLeft--;
  org.calls++;
  context.set("session", session);
  return session;
}
