import type { Refusal } from "../../org/state/refusal.ts";
import { contentTypeOf, replyFormat } from "../../wire/reply/reply-format.ts";
import { replyHeaders } from "../../wire/reply/reply-headers.ts";
import { writeFault } from "../../wire/reply/write-info.ts";
import type { RouteContext } from "../context/route-context.ts";

/** Answers as the Bulk API does, with its headers. */
export function asyncReply(
  context: RouteContext,
  status: number,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
  contentType: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  const headers = { ...replyHeaders(context.env.org, contentType), ...more };
  return new Response(body, { status, headers });
}

/** Answers with an error, in the form that its job or its request calls for. */
export function refusalReply(context: RouteContext, { status, exceptionCode, message }: Refusal): Response {
  const format = replyFormat(context.env.arrival, context.get("job"));
  return asyncReply(context, status, writeFault(exceptionCode, message, format), contentTypeOf(format));
}
