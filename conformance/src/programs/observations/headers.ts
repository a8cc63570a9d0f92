import type { Observation, ProbeServers } from "./observation.ts";
import { yesOrNo } from "./words.ts";

/** Which headers arrive, and which can be read. */
export const headers: readonly Observation[] = [
  {
    what: "`Accept-Encoding` arrives as set",
    observe: async (servers) => await asSet(servers, "accept-encoding", "gzip"),
  },
  { what: "`User-Agent` arrives as set", observe: async (servers) => await asSet(servers, "user-agent", "probe/1") },
  {
    what: "`Connection: close` arrives as set",
    observe: async (servers) => await asSet(servers, "connection", "close"),
  },
  {
    what: "`Content-Type` of a `Uint8Array` body where none is set",
    observe: async ({ url }) => {
      const sent = await echo(`${url}/echo`, { method: "POST", body: new Uint8Array([1]) });
      return sent["content-type"] ?? "none";
    },
  },
  {
    what: "an `Origin` is sent along",
    observe: async ({ url }) => yesOrNo("origin" in (await echo(`${url}/echo`, {}))),
  },
  {
    what: "`Date` of a reply is readable where CORS does not expose it",
    observe: async ({ url }) => {
      const response = await fetch(`${url}/echo`);
      await response.arrayBuffer();
      return yesOrNo(response.headers.has("date"));
    },
  },
];

async function asSet({ url }: ProbeServers, name: string, value: string): Promise<string> {
  const sent = await echo(`${url}/echo`, { headers: { [name]: value } });
  return yesOrNo(sent[name] === value);
}

/** Gives the headers that arrived. */
async function echo(url: string, init: RequestInit): Promise<Record<string, string>> {
  return (await (await fetch(url, init)).json()) as Record<string, string>;
}
