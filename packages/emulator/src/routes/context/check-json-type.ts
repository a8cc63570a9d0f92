import { Refusal } from "../../org/state/refusal.ts";
import type { RouteContext } from "./route-context.ts";

/**
 * Checks that a body is said to be JSON, in recorded words: what curl says by itself, a form, is refused.
 *
 * @throws Refusal, status 415, for another type. XML and, for files, parts are taken by Salesforce and not here.
 */
export function checkJsonType(context: RouteContext): void {
  const { headers, url } = context.env.arrival;
  const contentType = headers.get("content-type");
  // That nothing is asked of a body without a type is a guess.
  if (contentType === null || /^application\/json\s*(?:;|$)/i.test(contentType)) return;
  if (/^multipart\/form-data\b/i.test(contentType) && /\/jobs\/ingest\/?$/.test(url.pathname)) return;
  if (/^(?:(?:application|text)\/xml|multipart\/form-data)\b/i.test(contentType)) context.env.unhandled();
  const [type = ""] = contentType.split(";");
  throw new Refusal("UNSUPPORTED_MEDIA_TYPE", `MediaType of '${type.trim()}' is not supported by this resource`, 415);
}
