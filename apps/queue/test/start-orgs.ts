import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";

/** An emulated org on a port, and what it has counted of those who call it. */
export interface TestOrg {
  readonly name: string;
  readonly url: string;
  readonly control: Emulator["control"];
  readonly fetch: Emulator["fetch"];
  readonly counts: {
    /** How many requests there were at a time, renewals aside. */
    most: number;
    now: number;
    /** How many renewals were granted, and how many refused. */
    renewed: number;
    refused: number;
  };
}

/** Orgs whose app rotates refresh tokens. */
export interface TestOrgs {
  readonly orgs: readonly TestOrg[];
  /** Resolves when everything has been done that came from who is gone. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const clientId = "the app";

/** The refresh token that an org's grant begins with. */
export const firstToken = (org: string): string => `first token of ${org}`;

/** Starts emulated orgs in this process. */
export async function startOrgs(
  count: number,
  { latency, onAnswer }: { readonly latency: number; readonly onAnswer: (org: TestOrg) => void },
): Promise<TestOrgs> {
  const underWay = new Set<Promise<Response>>();
  const running = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const name = `org ${index + 1}`;
      const client = { clientId, rotateRefreshTokens: true, refreshTokens: [firstToken(name)] };
      const emulator = createEmulator({ queueTime: 0, processTime: 0, clients: [client], seed: index + 1 });
      const counts = { most: 0, now: 0, renewed: 0, refused: 0 };
      const server = await listen({
        handle: async (request) => {
          const answer = answerOf(request);
          underWay.add(answer);
          try {
            return await answer;
          } finally {
            underWay.delete(answer);
          }
        },
      });
      const answerOf = async (request: Request): Promise<Response> => {
        const isRenewal = new URL(request.url).pathname === "/services/oauth2/token";
        if (!isRenewal) counts.most = Math.max(counts.most, ++counts.now);
        try {
          // An org is farther away than this: without that, nobody meets anybody.
          if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
          const response = await emulator.handle(request);
          if (isRenewal) counts[response.ok ? "renewed" : "refused"]++;
          // It is done, and nobody has heard of it.
          onAnswer(org);
          return response;
        } finally {
          if (!isRenewal) counts.now--;
        }
      };
      const { control, fetch } = emulator;
      const org: TestOrg = { name, url: server.url, control, fetch, counts };
      return { org, close: server.close };
    }),
  );
  const orgs = running.map(({ org }) => org);
  return {
    orgs,
    settle: async () => {
      // What a process has sent before it ended is read in the next turns of the loop.
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
      await Promise.allSettled(underWay);
    },
    close: async () => void (await Promise.all(running.map(async ({ close }) => await close()))),
  };
}
