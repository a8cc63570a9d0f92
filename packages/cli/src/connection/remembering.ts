import type { AdapterInit, AdapterResponse, Connection } from "@sfbulk/node";

/**
 * Tells what does not change any more once Salesforce gives it: the rows of a batch, and what became of those of a batch, or
 * of a job of Bulk API 2.0.
 */
function isLasting(url: string): boolean {
  const [last = "", , above] = new URL(url).pathname.split("/").toReversed();
  return last === "failedResults" || (above === "batch" && (last === "result" || last === "request"));
}

interface Remembered {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly headers: [string, string][];
}

/**
 * Has results that are read twice asked for once: a load counts why rows have failed, and then writes each row into a file.
 *
 * @param most - How many bytes are kept, as they came over the line. What does not fit is asked for again.
 */
export function remembering(connection: Connection, most: number = 16_000_000): Connection {
  const { fetch: send = globalThis.fetch } = connection;
  const known = new Map<string, Remembered>();
  let room = most;
  const remember = (key: string, body: Uint8Array<ArrayBuffer>, { status, headers }: Response): void => {
    if (body.length > room) return;
    room -= body.length;
    known.set(key, { body, status, headers: [...headers] });
  };
  const fetch = async (url: string, init: AdapterInit): Promise<AdapterResponse> => {
    if (init.method !== "GET" || !isLasting(url)) return await send(url, init);
    const key = `${url} ${init.headers["accept"] ?? ""}`;
    const before = known.get(key);
    if (before !== undefined) {
      // It is read a second time, and not a third.
      known.delete(key);
      room += before.body.length;
      const { body, status, headers } = before;
      return Object.assign(new Response(body, { status, headers }), { wholeBody: body });
    }
    const response: AdapterResponse = await send(url, init);
    if (response.status !== 200) return response;
    if (response.wholeBody !== undefined) {
      remember(key, response.wholeBody, response);
      return response;
    }
    if (response.body === null) return response;
    return kept(response, room, (body) => remember(key, body, response));
  };
  return { ...connection, fetch };
}

/** Gives a response whose body is kept as it passes, as long as it has no more than so many bytes, and comes to its end. */
function kept(
  { body, status, headers }: Response,
  most: number,
  keep: (body: Uint8Array<ArrayBuffer>) => void,
): Response {
  let chunks: Uint8Array[] | undefined = [];
  let size = 0;
  const passing = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      size += chunk.length;
      if (size > most) chunks = undefined;
      chunks?.push(chunk);
      controller.enqueue(chunk);
    },
    flush: () => {
      if (chunks === undefined) return;
      const whole = new Uint8Array(size);
      let end = 0;
      for (const chunk of chunks) {
        whole.set(chunk, end);
        end += chunk.length;
      }
      keep(whole);
    },
  });
  return new Response(body?.pipeThrough(passing) ?? null, { status, headers });
}
