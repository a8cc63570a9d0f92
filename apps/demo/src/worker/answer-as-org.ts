import { createEmulator } from "@sfbulk/emulator";
import { emulatedInstanceUrl } from "../org/emulated-host.ts";
import { forgetJournal, openJournal } from "./journal.ts";
import { isWorthKeeping, playJournal, type PlayedOrg } from "./play-journal.ts";

type Handle = (request: Request) => Promise<Response>;

/** Orgs of single runs, those used last behind. Only so many are kept: a run is over when its page knows how it went. */
const runs = new Map<string, Handle>();
const mostRuns = 128;

let kept: Promise<PlayedOrg> | undefined;

/** How long an org may say nothing: the browser ends a worker whose answer takes minutes, and all its orgs with it. */
const longestSilence = 60_000;

/** Answers a request to an emulated org. */
export async function answerAsOrg(request: Request): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  const answer = origin === emulatedInstanceUrl ? answerAsKeptOrg(request, pathname) : runOrg(origin)(request);
  const silence = new Promise<Response>((resolve) => setTimeout(() => resolve(Response.error()), longestSilence));
  return await Promise.race([answer.then(withoutTrace), silence]);
}

/**
 * A handler can break a connection only in its body; where nothing has come by then, the page is to see what it sees of
 * a connection that was reset: no status, no headers.
 */
async function withoutTrace(response: Response): Promise<Response> {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  let first: ReadableStreamReadResult<Uint8Array> | undefined;
  try {
    first = await reader.read();
  } catch {
    // The page is told by an error of its own.
    return Response.error();
  }
  const rest = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: async (controller) => {
      const { done, value } = first ?? (await reader.read());
      first = undefined;
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const { status, headers } = response;
  return new Response(rest, { status, headers });
}

/**
 * Answers as the org that outlives its worker. The browser ends a service worker whenever it likes: what has changed the
 * org is written down first, and played again when the worker is there again.
 */
async function answerAsKeptOrg(request: Request, path: string): Promise<Response> {
  if (path === "/__emulator/reset") {
    await forgetJournal();
    kept = undefined;
    return Response.json(null);
  }
  kept ??= openJournal().then(playJournal);
  const { handle, journal } = await kept;
  if (isWorthKeeping(request.method, path)) await journal.write(request.clone());
  return await handle(request);
}

function runOrg(origin: string): Handle {
  const handle = runs.get(origin) ?? createEmulator().handle;
  runs.delete(origin);
  runs.set(origin, handle);
  const [oldest] = runs.keys();
  if (runs.size > mostRuns && oldest !== undefined) runs.delete(oldest);
  return handle;
}
