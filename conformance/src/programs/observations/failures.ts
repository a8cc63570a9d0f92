import type { Observation, ProbeServers } from "./observation.ts";
import { rejection, yesOrNo } from "./words.ts";

/** What becomes of a connection that breaks, and of a call that is ended. */
export const failures: readonly Observation[] = [
  {
    what: "nobody listens",
    observe: async ({ closedUrl }) => await outcome(fetch(closedUrl)),
  },
  {
    what: "a fresh connection is closed before the reply",
    // The first request of this origin on the connection is the one that fails.
    observe: async ({ url }) => {
      await (await fetch(`${url}/last`)).text();
      return await outcome(fetch(`${url}/dropped?fresh`));
    },
  },
  {
    what: "how often a POST arrives whose reused connection is closed without a reply",
    observe: async ({ url }) => await arrivals(url, "POST"),
  },
  {
    what: "how often a GET arrives whose reused connection is closed without a reply",
    observe: async ({ url }) => await arrivals(url, "GET"),
  },
  {
    what: "the connection is closed within the body",
    observe: async ({ url }) => await outcome(fetch(`${url}/half`).then(async (response) => await response.text())),
  },
  {
    what: "a signal ends the wait for a reply, with the caller's own reason",
    observe: async (servers) => await abortedAt(servers, "silent"),
  },
  {
    what: "a signal ends the wait for a body, with the caller's own reason",
    observe: async (servers) => await abortedAt(servers, "stalled"),
  },
];

async function outcome(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "resolves";
  } catch (error) {
    return rejection(error);
  }
}

/** How often a request reaches the server, that lets the first one down on a connection that was used before. */
async function arrivals(url: string, method: string): Promise<string> {
  let count = "0";
  // A connection needs a moment to be free again, and a busy machine a longer one.
  for (let wait = 50; count === "0" && wait <= 800; wait *= 2) count = await arrivalsAfter(wait, url, method);
  return { "0": "the connection was not reused", "1": "once", "2": "twice" }[count] ?? `${count} times`;
}

async function arrivalsAfter(wait: number, url: string, method: string): Promise<string> {
  const key = crypto.randomUUID();
  await (await fetch(`${url}/echo`)).text();
  await new Promise((resolve) => setTimeout(resolve, wait));
  const init = method === "POST" ? { method, body: "x" } : { method };
  await outcome(fetch(`${url}/dropped?once=${key}`, init));
  return await (await fetch(`${url}/count?once=${key}`)).text();
}

/** Ends a wait: the one for a reply that never begins, or the one for a body, once its reply has begun. */
async function abortedAt({ url }: ProbeServers, path: "silent" | "stalled"): Promise<string> {
  const controller = new AbortController();
  const reason = { mine: true };
  const abortSoon = (): unknown => setTimeout(() => controller.abort(reason), 100);
  if (path === "silent") abortSoon();
  try {
    const response = await fetch(`${url}/${path}`, { signal: controller.signal });
    // Before the reply has begun, it would be another wait that is ended: on a busy machine that takes its time.
    abortSoon();
    await response.text();
    return "no";
  } catch (error) {
    return error === reason ? yesOrNo(true) : `with another: ${rejection(error)}`;
  }
}
