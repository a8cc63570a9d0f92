import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Gives a program an origin of its own, so that its requests are foreign: a page, and `/program.js`. */
export async function serveProgram(script: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer(({ url }, response) => {
    const isScript = url === "/program.js";
    response.setHeader("content-type", isScript ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8");
    response.end(isScript ? script : "<!doctype html><title>Conformance</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Waits for the program: a worker is there before its script has run, and so is a page. */
export const programIsThere: string =
  "new Promise(function wait(done) { globalThis.main ? done() : setTimeout(wait, 10, done) })";
