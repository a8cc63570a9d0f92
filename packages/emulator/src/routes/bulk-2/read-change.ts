import { cannotSpecify, unableToParse } from "../../org/jobs/job-words.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { readJsonFields } from "../../wire/request/read-job-fields.ts";
import type { RouteContext } from "../context/route-context.ts";

/** Gives the version in the URL, without its `v`. */
export const versionOf = (context: RouteContext): string => (context.req.param("version") ?? "").slice(1);

/**
 * Reads the state that a request to change a job asks for.
 *
 * @throws Refusal where there is none, and for other fields: guesses after Bulk API 1.0.
 */
export function stateAsked(text: string): unknown {
  const fields = readJsonFields(text);
  for (const field of fields.keys()) if (field !== "state") throw cannotSpecify(field);
  if (!fields.has("state")) throw unableToParse();
  return fields.get("state");
}

/** Makes a route that refuses other methods. Status and message are documented, the spelling of the code is a guess. */
export const methodNotAllowed =
  (...allowed: readonly string[]) =>
  (context: RouteContext): never => {
    const { method } = context.env.arrival;
    throw new Refusal(
      "METHOD_NOT_ALLOWED",
      `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(", ")}`,
      405,
    );
  };
