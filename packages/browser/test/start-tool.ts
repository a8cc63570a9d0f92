import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { onTestFinished } from "vitest";
import { makeOneFile } from "../tools/one-file.mjs";

/** A tool's own server, for the time of one test. */
export interface Tool {
  readonly origin: string;
  readonly port: number;
  /** What was asked of it. */
  readonly requests: readonly Request[];
}

/** What a path is answered with: a page or a script as it stands, or a handler. */
export type Answers = Readonly<Record<string, string | ((request: Request) => Response | Promise<Response>)>>;

/** @sfbulk/browser as one file: what the pages of the tests load. */
export const oneFile: ReturnType<typeof makeOneFile> = makeOneFile();

/**
 * Opens it. `/` is an empty page and `/sfbulk.js` the library, if nothing else is said; a path that ends in `*` is for
 * all below.
 *
 * @param headers - Of pages and scripts: a policy, for one.
 */
export async function startTool(answers: Answers = {}, headers: Readonly<Record<string, string>> = {}): Promise<Tool> {
  const requests: Request[] = [];
  const all: Answers = { "/": "<!doctype html><title>Tool</title>", "/sfbulk.js": (await oneFile).script, ...answers };
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request) => {
      requests.push(request);
      const { pathname } = new URL(request.url);
      const pattern = Object.keys(all).find((path) => path.endsWith("*") && pathname.startsWith(path.slice(0, -1)));
      const answer = all[pathname] ?? (pattern === undefined ? undefined : all[pattern]);
      if (answer === undefined) return new Response("Not found", { status: 404 });
      if (typeof answer === "function") return await answer(request);
      const type = answer.startsWith("<") ? "text/html" : "text/javascript";
      return new Response(answer, { headers: { ...headers, "content-type": `${type}; charset=utf-8` } });
    },
  }) as Server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, requests };
}
