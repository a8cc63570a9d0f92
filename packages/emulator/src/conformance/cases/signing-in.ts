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
];
