import { bearerToken } from "./bearer-token.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { restContentType, restText } from "../../wire/reply/rest-text.ts";
import type { RouteContext } from "./route-context.ts";
import { sessionProblem } from "./session-problem.ts";
import { useSession } from "./use-session.ts";

/** How many API calls an org has in 24 hours, as far as it is told: nothing is refused beyond them. */
export const callQuota = 5_000_000;

const common = ({ env: { org } }: RouteContext): Record<string, string> => ({
  date: new Date(org.clock.now()).toUTCString(),
  "cache-control": "no-cache,must-revalidate,max-age=0,no-store,private",
  "sforce-limit-info": `api-usage=${org.calls}/${callQuota}`,
});

/** Answers as the REST API does, in JSON. */
export const restReply = (context: RouteContext, status: number, value: unknown): Response =>
  new Response(restText(value), {
    status,
    headers: { ...common(context), "content-type": restContentType },
  });

/** Answers as the REST API does without a body. */
export const emptyRestReply = (context: RouteContext, status: number): Response =>
  new Response(null, { status, headers: common(context) });

/** Answers with CSV. */
export const csvReply = (
  context: RouteContext,
  text: string | ReadableStream<Uint8Array<ArrayBuffer>>,
  more: Readonly<Record<string, string>> = {},
): Response =>
  new Response(text, { status: 200, headers: { ...common(context), "content-type": "text/csv", ...more } });

/**
 * Refuses as the REST API does: an array of one error. Codes that Bulk API 1.0 writes like `InvalidJobState` are in upper
 * case here (recorded for several).
 */
export const refuseRest = (context: RouteContext, { status, exceptionCode, message }: Refusal): Response =>
  restReply(context, status, [{ message, errorCode: exceptionCode.toUpperCase() }]);

/** Says that there is nothing under an address, or no job of an id (documented). */
export const notFound = (): Refusal => new Refusal("NOT_FOUND", "The requested resource does not exist", 404);

/**
 * Checks the session of a request to the REST API.
 *
 * @throws Refusal, status 401: recorded for a token that has expired; that none at all gets the same is a guess.
 */
export function checkRestSession(context: RouteContext): void {
  const token = bearerToken(context);
  const session = token === undefined ? undefined : useSession(context, token);
  const problem =
    session === undefined ? "Session expired or invalid" : sessionProblem(session, context.env.options, "rest");
  if (problem !== undefined) throw new Refusal("INVALID_SESSION_ID", problem, 401);
}
