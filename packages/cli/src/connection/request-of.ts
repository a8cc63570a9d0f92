import type { AdapterInit, Connection } from "@sfbulk/node";

/** A request that was caught before it left. */
export interface CaughtRequest {
  readonly url: string;
  readonly init: AdapterInit;
}

/** Gives the first request that an operation would send. Nothing is sent, and the session is not asked for. */
export async function requestOf(
  connection: Connection,
  operation: (connection: Connection, signal: AbortSignal) => Promise<unknown>,
): Promise<CaughtRequest> {
  const stopping = new AbortController();
  let caught: CaughtRequest | undefined;
  const capture = async (url: string, init: AdapterInit): Promise<Response> => {
    caught ??= { url, init };
    stopping.abort(new Error("This is a dry run"));
    // A refusal that nothing repeats: where an answer stays out, a creation waits for it, whatever its signal says.
    return new Response('{"exceptionCode":"ClientInputError","exceptionMessage":"This is a dry run"}', {
      status: 400,
      headers: { "content-type": "application/json" },
    });
  };
  try {
    await operation({ ...connection, accessToken: "dry-run", fetch: capture, gzip: false }, stopping.signal);
  } catch (error) {
    if (caught === undefined) throw error;
  }
  if (caught === undefined) throw new Error("The operation sends nothing");
  return caught;
}
