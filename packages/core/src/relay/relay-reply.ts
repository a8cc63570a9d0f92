import { isGzip } from "../bytes/gzip.ts";
import { replyGuards } from "./relay-refusal.ts";

/** What the page may learn besides the body. No cookie, no redirect, no leave for other origins. */
const passed = [
  "retry-after",
  "sforce-limit-info",
  "sforce-locator",
  "sforce-numberofrecords",
  "warning",
  "x-sfdc-request-id",
];

/** Types of the API's own answers. Anything else, such as a maintenance page, is shown as text and never as a page. */
const apiType = /^(?:application\/(?:json|xml)|text\/(?:csv|xml)|zip\/\w+)\s*(?:;|$)/i;

const statusesWithoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Makes the reply to the page out of Salesforce's, and streams its body.
 *
 * @throws what the body breaks off with before its first bytes.
 */
export async function relayReply(response: Response, maxBytes: number): Promise<Response> {
  const headers = new Headers(replyGuards);
  for (const name of passed) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const type = response.headers.get("content-type") ?? "";
  headers.set("content-type", apiType.test(type) ? type : "text/plain; charset=utf-8");
  // Servers in between send statuses that a Response does not take.
  const status = response.status <= 599 ? response.status : 502;
  if (response.body === null) return new Response(null, { status, headers });
  if (statusesWithoutBody.has(status)) {
    await response.body.cancel();
    return new Response(null, { status, headers });
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const first = await readAtLeast(reader, 2);
  // Some adapters decode and leave the header, others do neither: the bytes themselves tell.
  if (isGzip(first)) headers.set("content-encoding", "gzip");
  return new Response(bounded(first, reader, maxBytes), { status, headers });
}

async function readAtLeast(reader: ReadableStreamDefaultReader<Uint8Array>, count: number): Promise<Uint8Array> {
  let bytes = new Uint8Array(0);
  while (bytes.length < count) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes = bytes.length === 0 ? new Uint8Array(value) : new Uint8Array([...bytes, ...value]);
  }
  return bytes;
}

function bounded(
  first: Uint8Array,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): ReadableStream<Uint8Array> {
  let total = 0;
  const pass = async (value: Uint8Array, controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    total += value.length;
    if (total <= maxBytes) return controller.enqueue(value);
    const tooLong = new Error(`The reply has more than ${maxBytes} bytes`);
    controller.error(tooLong);
    await reader.cancel(tooLong);
  };
  return new ReadableStream({
    start: async (controller) => await pass(first, controller),
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else await pass(value, controller);
    },
    cancel: async (reason) => await reader.cancel(reason),
  });
}
