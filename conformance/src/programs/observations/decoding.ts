import type { Observation, ProbeServers } from "./observation.ts";
import { rejection, yesOrNo } from "./words.ts";

/** What becomes of a compressed reply. */
export const decoding: readonly Observation[] = [
  {
    what: "a gzip reply is decoded",
    observe: async ({ url }) => yesOrNo((await (await fetch(`${url}/gzip/whole`)).text()).startsWith("{")),
  },
  {
    what: "`Content-Encoding` of a decoded reply",
    observe: async (servers) => await header(servers, "content-encoding"),
  },
  {
    what: "`Content-Length` of a decoded reply",
    observe: async (servers) => {
      const length = await header(servers, "content-length");
      const compressed = await (await fetch(`${servers.url}/gzip/length`)).text();
      return length === compressed ? "the compressed size" : length;
    },
  },
  { what: "a gzip reply cut in half", observe: async (servers) => await damaged(servers, "half") },
  { what: "a gzip reply without its trailer", observe: async (servers) => await damaged(servers, "trailer") },
  { what: "a gzip reply with a wrong checksum", observe: async (servers) => await damaged(servers, "checksum") },
  {
    what: "`CompressionStream` makes of the 18 bytes of a close",
    observe: async () => {
      const stream = new Blob(['{"state":"Closed"}']).stream().pipeThrough(new CompressionStream("gzip"));
      return `${(await new Response(stream).arrayBuffer()).byteLength} bytes`;
    },
  },
];

async function header({ url }: ProbeServers, name: string): Promise<string> {
  const response = await fetch(`${url}/gzip/exposed`);
  await response.arrayBuffer();
  const value = response.headers.get(name);
  return value === null ? "absent" : name === "content-length" ? value : `\`${value}\``;
}

async function damaged({ url }: ProbeServers, damage: string): Promise<string> {
  try {
    const text = await (await fetch(`${url}/gzip/${damage}`)).text();
    return text.endsWith("}") ? "resolves with the whole" : "resolves with a part";
  } catch (error) {
    return rejection(error);
  }
}
