import type * as Core from "@sfbulk/core";
import { defaultClient } from "../../options/oauth-client.ts";
import type { ConformanceCase, ConformanceContext } from "./conformance-case.ts";
import { expectEqual, expectRejection, expectThat } from "./expect.ts";

const { clientId, clientSecret, refreshTokens, username } = defaultClient;
const refreshToken = refreshTokens[0] ?? "";

/** The org's own address signs in, over the adapter under test. */
function endpointOf({ connect }: ConformanceContext): {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly fetch: Core.FetchAdapter;
} {
  const { instanceUrl, fetch = globalThis.fetch } = connect();
  return { loginUrl: instanceUrl, clientId, fetch };
}

/** A source signs in, its token closes a job; the token is ended, and the source signs in again for the next one. */
async function closeTwice(context: ConformanceContext, source: Core.OrgTokenSource): Promise<void> {
  const { sfbulk, connect, control } = context;
  const connection = connect({ instanceUrl: await source.instanceUrl(), accessToken: source });
  const jobs = [await control.addJob({}), await control.addJob({})];
  await sfbulk.closeJob(connection, jobs[0]?.id ?? "");
  await control.expireToken(await source());
  const { outcome, attempts } = await sfbulk.settleClose(connection, jobs[1]?.id ?? "");
  expectEqual([outcome, attempts], ["closed", 2], "the close after the token's end");
}

/** The built-in sources of tokens, against the org's token endpoint. */
export const signingIn: readonly ConformanceCase[] = [
  {
    name: "a refresh token signs in, and again when the session has ended",
    run: async (context) =>
      await closeTwice(context, context.sfbulk.refreshTokenSource({ ...endpointOf(context), refreshToken })),
  },
  {
    name: "client credentials sign in, and again when the session has ended",
    run: async (context) =>
      await closeTwice(context, context.sfbulk.clientCredentialsSource({ ...endpointOf(context), clientSecret })),
  },
  {
    name: "a signed assertion signs in, and again when the session has ended",
    async run(context) {
      const algorithm = {
        name: "RSASSA-PKCS1-v1_5",
        hash: "SHA-256",
        modulusLength: 2048,
        publicExponent: new Uint8Array([1, 0, 1]),
      };
      const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      await closeTwice(context, context.sfbulk.jwtBearerSource({ ...endpointOf(context), username, privateKey }));
    },
  },
  {
    name: "a dead refresh token is a SessionError that says what to do, without the token",
    async run(context) {
      const source = context.sfbulk.refreshTokenSource({ ...endpointOf(context), refreshToken: "dead-refresh-token" });
      const { id } = await context.control.addJob({});
      const error = await expectRejection(
        context.sfbulk.closeJob(context.connect({ accessToken: source }), id),
        "signing in",
      );
      expectEqual(error.name, "SessionError", "the error");
      expectThat(error.message.includes("have the user sign in again"), `it says what to do: ${error.message}`);
      expectThat(!error.message.includes("dead-refresh-token"), "it holds no token");
    },
  },
  {
    name: "a grant in a store is renewed once for all that share it, with a lock and without",
    async run(context) {
      const { sfbulk, control } = context;
      for (const hasLock of [true, false]) {
        const { lock, ...plain } = sfbulk.memoryStore();
        const store: Core.GrantStore = hasLock && lock !== undefined ? { ...plain, lock } : plain;
        const options = { ...endpointOf(context), refreshToken, store };
        const sources = Array.from({ length: 5 }, () => sfbulk.refreshTokenSource(options));
        const asked = async (): Promise<number> =>
          (await control.exchanges()).filter(({ operation }) => operation === "token").length;
        const before = await asked();
        const first = await Promise.all(sources.map(async (source) => await source()));
        const second = await Promise.all(sources.map(async (source) => await source(first[0])));
        expectEqual([new Set(first).size, new Set(second).size], [1, 1], "the tokens of each round");
        expectThat(first[0] !== second[0], "the second round has another token");
        expectEqual((await asked()) - before, 2, "how often the org was asked");
        const grant = await store.read();
        expectEqual(
          [grant?.refreshToken, grant?.accessToken, grant?.renewing],
          [refreshToken, second[0], undefined],
          "the grant",
        );
      }
    },
  },
  {
    name: "a JWT-formatted token is refused for Bulk API 1.0, and one that is bound to a key for both, before anything is sent",
    async run({ sfbulk, connect, control }) {
      const { id } = await control.addJob({});
      const before = (await control.exchanges()).length;
      const part = (value: unknown): string => btoa(JSON.stringify(value)).replace(/=+$/, "");
      const jwt = (claims: unknown): string => `${part({ alg: "RS256" })}.${part(claims)}.c2ln`;
      const connection = connect({ accessToken: jwt({ sub: "uid" }) });
      const error = await expectRejection(sfbulk.closeJob(connection, id), "closing with a JWT");
      expectEqual([error.name, error["code"]], ["SessionError", "JwtToken"], "the error");
      const bound = connect({ accessToken: jwt({ cnf: { jkt: "key" } }) });
      for (const call of [sfbulk.closeJob, sfbulk.getIngestJob]) {
        const refused = await expectRejection(call(bound, id), "calling with a bound token");
        expectEqual(refused["code"], "DpopToken", "the code");
      }
      expectEqual((await control.exchanges()).length, before, "what arrived");
    },
  },
  {
    name: "a sign-in begins with the challenge of its verifier (PKCE), and ends with its own state alone",
    async run(context) {
      const { sfbulk } = context;
      const options = { ...endpointOf(context), redirectUri: "http://localhost:1717/OauthRedirect" };
      const { url, pending } = await sfbulk.beginAuthorization(options);
      const query = new URL(url).searchParams;
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
      const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
      const challenge = hash.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
      expectEqual(
        [query.get("code_challenge"), query.get("code_challenge_method")],
        [challenge, "S256"],
        "the challenge",
      );
      const forged = `${options.redirectUri}?code=x&state=forged`;
      const error = await expectRejection(sfbulk.finishAuthorization(options, pending, forged), "a forged answer");
      expectEqual(error["code"], "SignInAbandoned", "the code");
      const denied = `${options.redirectUri}?error=OAUTH_APP_BLOCKED&state=${pending.state}`;
      const refused = await expectRejection(sfbulk.finishAuthorization(options, pending, denied), "a blocked app");
      expectEqual(refused["code"], "AppBlocked", "the code");
    },
  },
];
