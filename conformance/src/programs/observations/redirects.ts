import type { Observation, ProbeServers } from "./observation.ts";
import { yesOrNo } from "./words.ts";

/** What becomes of a redirect. */
export const redirects: readonly Observation[] = [
  {
    what: '`redirect: "manual"` on a 302',
    observe: async ({ url }) => {
      const response = await fetch(`${url}/redirect/302`, { redirect: "manual" });
      await response.arrayBuffer();
      return `status ${response.status}, type \`${response.type}\``;
    },
  },
  {
    what: "a followed 307 to another origin carries `X-SFDC-Session` along",
    observe: async (servers) => await carried(servers, "x-sfdc-session"),
  },
  {
    what: "a followed 307 to another origin carries `Authorization` along",
    observe: async (servers) => await carried(servers, "authorization"),
  },
];

async function carried({ url, otherUrl }: ProbeServers, name: string): Promise<string> {
  const target = `${url}/redirect/307?to=${encodeURIComponent(`${otherUrl}/echo`)}`;
  const response = await fetch(target, { method: "POST", headers: { [name]: "secret" }, body: "x" });
  return yesOrNo(((await response.json()) as Record<string, string>)[name] === "secret");
}
