import { readFileSync } from "node:fs";
import { Miniflare, Response } from "miniflare";
import { packageFile } from "./package-file.ts";
import type { Runtime } from "./runtime.ts";

/** workerd, the runtime of Cloudflare's workers, without its compatibility with Node.js. */
export const workerdRuntime: Runtime = {
  name: "workerd",
  engine: "workerd",
  host: { wrapping: "workerModule", conditions: ["workerd", "worker", "browser"] },
  resends: false,
  start: async () => ({
    version: installedVersion(),
    run: async (file, argument) => {
      const worker = new Miniflare({
        modules: [{ type: "ESModule", path: "program.mjs", contents: readFileSync(file, "utf8") }],
        compatibilityDate: "2026-04-01",
      });
      try {
        const response = await worker.dispatchFetch("http://worker.example/", {
          method: "POST",
          body: JSON.stringify(argument),
        });
        return await readResult(response);
      } finally {
        await worker.dispose();
      }
    },
    close: async () => {},
  }),
};

async function readResult(response: Response): Promise<unknown> {
  if (response.ok) return await response.json();
  throw new Error(`the worker answered with status ${response.status}: ${await response.text()}`);
}

/** Miniflare depends on workerd, and this package on Miniflare alone. */
function installedVersion(): string {
  const description = readFileSync(packageFile("workerd", "package.json", packageFile("miniflare", "package.json")));
  return (JSON.parse(description.toString()) as { readonly version: string }).version;
}
