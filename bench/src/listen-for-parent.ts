import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * Listens on a free port of this computer, tells the process that has started this one where, and ends with it.
 *
 * @param latency - How long each answer waits, in ms.
 * @param onData - Is given what comes as bodies.
 */
export function listenForParent(
  latency: number,
  send: (request: IncomingMessage, response: ServerResponse) => void,
  onData: (chunk: Buffer) => void = () => undefined,
): void {
  const server = createServer((request, response) => {
    request.on("data", onData);
    request.on("end", () => {
      if (latency === 0) send(request, response);
      else setTimeout(send, latency, request, response);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    process.send?.({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` });
  });
  process.on("disconnect", () => process.exit(0));
}
