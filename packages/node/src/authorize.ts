import type { Socket } from "node:net";
import { type Authorized, authorizeOnLoopback, type ListenOnLoopback, type LoopbackOptions } from "@sfbulk/core";

/**
 * Signs a user in with the browser of this computer: PKCE, and a server on loopback that is there for one answer. No secret is
 * needed. The app is an External Client App with the scopes `api` and `refresh_token`.
 *
 * @returns a source for a connection, the org's address, and the grant, which `store` has already.
 * @throws TypeError for a bad option; what the system says where the port is taken; SessionError that says whose setting it
 *   is where Salesforce refused, and `SignInAbandoned` where nobody came back in time.
 * @example
 * ```ts
 * import { authorize, closeJob, fileStore } from "@sfbulk/node";
 *
 * const { accessToken, instanceUrl: address } = await authorize({
 *   loginUrl: instanceUrl,
 *   clientId,
 *   store: fileStore("acme.grant"),
 *   open: (url) => console.log(`Open ${url}`),
 * });
 * await closeJob({ instanceUrl: address, accessToken }, jobId);
 * ```
 */
export async function authorize(options: LoopbackOptions): Promise<Authorized> {
  return await authorizeOnLoopback(options, listen);
}

const listen: ListenOnLoopback = async ({ hostname, port, answer }) => {
  // Not with the package: importing this module has Node.js load its own undici, WebSocket and HTTP/2 for the names that it
  // exports, a fifth of the processor's time of a command.
  const { createServer } = await import("node:http");
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const { status, headers, text } = answer(request.method ?? "", request.url ?? "");
    response.writeHead(status, headers);
    response.end(text);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  return () => {
    server.close();
    // What was answered goes out before.
    for (const socket of sockets) socket.destroySoon();
  };
};
