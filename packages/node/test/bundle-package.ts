import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Makes the package one JavaScript file in a folder, undici included, since Node.js 20 runs no TypeScript. */
export async function bundlePackage(folder: string): Promise<string> {
  await build({
    root: folder,
    configFile: false,
    logLevel: "error",
    // Core's sources, so that it needs no build.
    ssr: { noExternal: true, resolve: { conditions: ["sfbulk-source", "node", "module"] } },
    build: {
      ssr: fileURLToPath(new URL("../src/index.ts", import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: "sfbulk.mjs" } },
    },
  });
  return join(folder, "sfbulk.mjs");
}
