import { type Authorized, authorizeOnLoopback, type LoopbackOptions } from "@sfbulk/core";
import { askNet } from "./ask-net.ts";
import { denoRuntime } from "./deno-runtime.ts";

/**
 * Signs a user in with the browser of this computer: PKCE, and a server on loopback that is there for one answer. No secret is
 * needed. The app is an External Client App with the scopes `api` and `refresh_token`.
 *
 * It needs `--allow-net` for `127.0.0.1:1717` (or where the `redirectUri` is) and for the org.
 *
 * @returns a source for a connection, the org's address, and the grant, which `store` has already.
 * @throws TypeError for a bad option; Deno.errors.NotCapable with the flag to run with; what Deno says where the port is
 *   taken; SessionError that says whose setting it is where Salesforce refused, and `SignInAbandoned` where nobody came back
 *   in time.
 * @example
 * ```ts
 * import { authorize, closeJob, fileStore } from "@sfbulk/deno";
 *
 * const { accessToken, instanceUrl } = await authorize({
 *   loginUrl: "https://acme.my.salesforce.com",
 *   clientId: "emulator-client-id",
 *   store: fileStore("acme.grant"),
 *   open: (url) => console.log(`Open ${url}`),
 * });
 * await closeJob({ instanceUrl, accessToken }, "7509H0000016GUXQA2");
 * ```
 */
export async function authorize(options: LoopbackOptions): Promise<Authorized> {
  const runtime = denoRuntime("authorize");
  return await authorizeOnLoopback(options, async ({ hostname, port, answer }) => {
    const host = hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
    askNet(runtime, `listen at ${host}`, host);
    const server = runtime.serve({ hostname, port, onListen: () => undefined }, ({ method, url }) => {
      const { pathname, search } = new URL(url);
      const { status, headers, text } = answer(method, pathname + search);
      return new Response(text, { status, headers });
    });
    // It ends when it has none left to answer.
    return async () => await server.shutdown();
  });
}
