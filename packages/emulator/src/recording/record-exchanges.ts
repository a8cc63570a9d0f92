import { gunzipBounded, gzipMagic } from "../wire/encoding/gzip.ts";
import type { RecordedExchange, Recording } from "./recording.ts";
import { createStrike } from "./strike-identities.ts";

/** How requests travel to the org that is recorded; `fetch` fits, and so does every adapter of a connection. */
type Travel = (url: string, init: RequestInit) => Promise<Response>;

/** Says what is recorded, and how. */
export interface RecorderOptions {
  /** How the requests travel. Default: `globalThis.fetch`. */
  readonly fetch?: Travel;
  /** Whether org ids, user names, e-mail addresses and hosts are struck out as secrets always are. Default: true. */
  readonly strikeIdentities?: boolean;
  /** The longest body that is kept, in bytes. Default: 100,000. */
  readonly maxBodyBytes?: number;
  /** Gives the time in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
}

/** Records what an org answers. */
export interface Recorder {
  /** The adapter to hand to a connection. What it answers is what the org answered. */
  readonly fetch: Travel;
  /** Gives what has been recorded, once every answer so far has been read. */
  readonly recording: () => Promise<Recording>;
}

/**
 * Makes an adapter that records what an org answers, so that it can be compared with what the emulator answers
 * (`compareRecording`), by whoever has no org.
 *
 * Tokens, passwords and whatever signs in are never recorded, cookies neither. The rows of batches and results are: record
 * with rows that are made up.
 *
 * @example
 * ```ts
 * import { closeJob } from "@sfbulk/core";
 * import { createEmulator, createRecorder } from "@sfbulk/emulator";
 *
 * const org = createEmulator(); // in truth, the connection of a real one
 * const { fetch, recording } = createRecorder({ fetch: org.fetch });
 * const { id } = await org.control.addJob();
 * await closeJob({ instanceUrl: org.instanceUrl, accessToken: org.accessToken, fetch }, id);
 * console.log(JSON.stringify(await recording(), null, 2));
 * ```
 */
export function createRecorder({
  fetch = globalThis.fetch,
  strikeIdentities = true,
  maxBodyBytes = 100_000,
  now = Date.now,
}: RecorderOptions = {}): Recorder {
  const tokens = new Set<string>();
  const strike = createStrike(tokens, strikeIdentities);
  const exchanges: Promise<RecordedExchange | undefined>[] = [];
  const record = async (url: string, init: RequestInit, copy: Response, time: number): Promise<RecordedExchange> => {
    const { pathname, search } = new URL(url);
    // What signs in is secrets and nothing else.
    const isSecret = /^\/{1,2}services\/(?:oauth2|Soap)\//i.test(pathname);
    const [sent, answered] = await Promise.all([textSent(init.body, maxBodyBytes), textOf(copy, maxBodyBytes)]);
    const keep = (text: string | null): string | null => (isSecret && text ? "[credentials]" : text && strike(text));
    return {
      time: new Date(time).toISOString(),
      request: {
        method: (init.method ?? "GET").toUpperCase(),
        path: strike(pathname + search),
        headers: keptHeaders(new Headers(init.headers), strike),
        body: keep(sent),
      },
      response: { status: copy.status, headers: keptHeaders(copy.headers, strike), body: keep(answered) },
    };
  };
  return {
    fetch: async (url, init) => {
      const time = now();
      for (const token of tokensOf(new Headers(init.headers))) tokens.add(token);
      const response = await fetch(url, init);
      // Whose answer breaks off, or is left, has given none that could be compared.
      exchanges.push(record(url, init, response.clone(), time).catch(() => undefined));
      return response;
    },
    recording: async () => ({
      format: "sfbulk-recording",
      version: 1,
      exchanges: (await Promise.all(exchanges)).filter((exchange) => exchange !== undefined),
    }),
  };
}

function tokensOf(headers: Headers): string[] {
  const session = headers.get("x-sfdc-session");
  const bearer = headers.get("authorization")?.replace(/^\w+ /, "");
  return [session ?? "", bearer ?? ""].filter((token) => token !== "");
}

const secretHeaders: Readonly<Record<string, string>> = {
  "x-sfdc-session": "[session]",
  authorization: "[session]",
  "proxy-authorization": "[secret]",
};
const leftOut = new Set(["cookie", "set-cookie"]);

const keptHeaders = (headers: Headers, strike: (text: string) => string): Record<string, string> =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => !leftOut.has(name))
      .map(([name, value]) => [name, secretHeaders[name] ?? strike(value)]),
  );

/** Gives a body as it was meant; nothing for one that is none, no text, too long, or read as it is sent. */
async function textSent(body: RequestInit["body"], maxBytes: number): Promise<string | null> {
  if (body === null || body === undefined || body instanceof ReadableStream) return null;
  return await textOf(new Response(body), maxBytes);
}

async function textOf(response: Response, maxBytes: number): Promise<string | null> {
  const bytes = await readUpTo(response.body, maxBytes);
  if (bytes === undefined) return null;
  // An adapter may hand over what is compressed as it is.
  const isGzip = bytes[0] === gzipMagic[0] && bytes[1] === gzipMagic[1];
  const plain = isGzip ? await gunzipBounded(bytes, maxBytes) : bytes;
  if (typeof plain === "string") return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    return null;
  }
}

/** Reads a body; of one that is longer nothing. */
async function readUpTo(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let total = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    total += part.value.length;
    if (total > maxBytes) {
      // It ends when the caller's half has ended too, for which nobody waits here.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(part.value);
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
