import type { AdapterInit, AdapterResponse, Connection } from "@sfbulk/node";

/**
 * Tells what does not change any more once Salesforce gives it: the rows of a batch, and what became of those of a batch, or
 * of a job of Bulk API 2.0.
 */
function isLasting(url: string): boolean {
  const [last = "", , above] = pathOf(url);
  return last === "failedResults" || (above === "batch" && (last === "result" || last === "request"));
}

/** The words of an address, the last one first. */
const pathOf = (url: string): string[] => new URL(url).pathname.split("/").toReversed();

/** Tells what lasts once all has ended: a job of Bulk API 2.0, and the batches of a job of 1.0 that takes no more. */
function mayLast(url: string): boolean {
  const [last, above, before] = pathOf(url);
  return (last === "batch" && before === "job") || (above === "ingest" && last !== undefined);
}

/** Tells whether what came says that all has ended. Jobs of Bulk API 2.0 come as JSON, batches of CSV as XML. */
function hasEnded(body: Uint8Array): boolean {
  const text = new TextDecoder().decode(body);
  const states = text.startsWith("<") ? statesIn(text) : [stateIn(text)];
  return states.length > 0 && states.every((state) => ends.has(state));
}

const statesIn = (xml: string): string[] =>
  xml
    .split("<state>")
    .slice(1)
    .map((after) => after.slice(0, after.indexOf("<")));

function stateIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly state?: unknown } | null)?.state;
  } catch {
    // It is read by core, which says what is wrong with it.
    return undefined;
  }
}

const ends: ReadonlySet<unknown> = new Set(["Completed", "Failed", "NotProcessed", "JobComplete", "Aborted"]);

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
  /** The addresses of jobs that this load has closed: they take no batches any more. */
  const closed = new Set<string>();
  const lasts = (url: string): boolean => mayLast(url) && (url.includes("/ingest/") || closed.has(dirOf(url)));
  const fetch = async (url: string, init: AdapterInit): Promise<AdapterResponse> => {
    if (init.method !== "GET" || !(isLasting(url) || lasts(url))) {
      const response = await send(url, init);
      // What is posted to a job itself closes it, or aborts it.
      if (init.method === "POST" && pathOf(url)[1] === "job" && response.ok) closed.add(url);
      return response;
    }
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
    if (!isLasting(url) && (response.wholeBody === undefined || !hasEnded(response.wholeBody))) return response;
    if (response.wholeBody !== undefined) {
      remember(key, response.wholeBody, response);
      return response;
    }
    if (response.body === null) return response;
    return kept(response, room, (body) => remember(key, body, response));
  };
  return { ...connection, fetch };
}

const dirOf = (url: string): string => url.slice(0, url.lastIndexOf("/"));

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
