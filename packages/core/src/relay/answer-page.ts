import type { FetchAdapter } from "../connection/adapter.ts";
import type { Place } from "./body-room.ts";
import { readRelayBody } from "./read-relay-body.ts";
import { relayedHeaders } from "./relay-headers.ts";
import { isOwnPage } from "./relay-origin.ts";
import { relayPath } from "./relay-path.ts";
import { refuse, RelayRefusal } from "./relay-refusal.ts";
import { relayReply } from "./relay-reply.ts";

/** What a relay's options come to. */
export interface RelayRules {
  /** Tells whether an origin is one of the orgs that may be asked. */
  readonly isAllowed: (origin: string) => boolean;
  /** Whether objects and fields may be asked for. */
  readonly describes: boolean;
  readonly maxRequestBytes: number;
  readonly maxReplyBytes: number;
  /** Makes a place for the body of a request, in the room that all share. */
  readonly place: () => Place;
  /** In milliseconds. */
  readonly timeout: number;
  readonly send: FetchAdapter;
}

/** Answers a page's request: with what Salesforce said to it, or with a refusal in the API's own form. */
export async function answerPage(request: Request, rules: RelayRules): Promise<Response> {
  const place = rules.place();
  try {
    return await passOn(request, rules, place);
  } catch (error) {
    if (error instanceof RelayRefusal) return refuse(error);
    throw error;
  } finally {
    place.release();
  }
}

async function passOn(
  request: Request,
  { isAllowed, describes, maxRequestBytes, maxReplyBytes, timeout, send }: RelayRules,
  place: Place,
): Promise<Response> {
  if (!isOwnPage(request)) throw new RelayRefusal(403, "it only answers pages of its own origin");
  const { method, path } = relayPath(request, describes);
  const instance = request.headers.get("x-sfbulk-instance");
  if (instance === null) throw new RelayRefusal(400, 'the request has no header "x-sfbulk-instance"');
  if (!isAllowed(instance)) {
    throw new RelayRefusal(403, `${JSON.stringify(instance.slice(0, 200))} is not among its instances`);
  }
  const headers = relayedHeaders(request.headers);
  const body =
    method !== "GET" && method !== "DELETE" ? await readRelayBody(request, maxRequestBytes, timeout, place) : undefined;
  const time = AbortSignal.timeout(timeout);
  // What changes something goes on without its page: a close that was begun as the tab was closed must arrive.
  const signal = method !== "GET" ? time : AbortSignal.any([time, request.signal]);
  const init = { method, headers, ...(body === undefined ? {} : { body }), redirect: "manual" as const, signal };
  try {
    return await relayReply(await send(instance + path, init), maxReplyBytes);
  } catch (error) {
    if (time.aborted) throw new RelayRefusal(504, `no reply came within ${timeout} ms`);
    throw new RelayRefusal(502, `no reply came (${nameOf(error)})`);
  }
}

/** Names a failure by its code only: what else it says may be about the server's own network. */
function nameOf(error: unknown): string {
  const { code, name, cause } = (error ?? {}) as { code?: unknown; name?: unknown; cause?: { code?: unknown } };
  const known = [code, cause?.code, name].find((one) => typeof one === "string");
  return known ?? "it is not known why";
}
