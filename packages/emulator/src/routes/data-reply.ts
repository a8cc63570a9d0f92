import type { Session } from "../org/session.ts";
import type { RouteContext } from "./bindings.ts";

/** Answers as the REST API does. */
export const reply = ({ env: { org } }: RouteContext, status: number, value: unknown): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: {
      date: new Date(org.clock.now()).toUTCString(),
      "content-type": "application/json;charset=UTF-8",
      "cache-control": "no-cache,must-revalidate,max-age=0,no-store,private",
    },
  });

/** Refuses as the REST API does: an array of one error. */
export const refuse = (context: RouteContext, status: number, errorCode: string, message: string): Response =>
  reply(context, status, [{ message, errorCode }]);

/** Refuses what is not there. */
export const notFound = (context: RouteContext): Response =>
  refuse(context, 404, "NOT_FOUND", "The requested resource does not exist");

/** Makes a route that needs a session. */
export function withSession(
  answer: (context: RouteContext, session: Session) => Response,
): (context: RouteContext) => Response {
  return (context) => {
    const { org, arrival } = context.env;
    const token = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(arrival.headers.get("authorization") ?? "")?.[1];
    const session = token === undefined ? undefined : org.sessions.get(token);
    if (session === undefined || session.callsLeft <= 0) {
      // Recorded for a token that has expired; that none at all gets the same answer is a guess.
      return refuse(context, 401, "INVALID_SESSION_ID", "Session expired or invalid");
    }
    session.callsLeft--;
    return answer(context, session);
  };
}
