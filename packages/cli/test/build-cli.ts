import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The command as the tests run it. */
export const bin: string = `${root}reports/bin/bin.js`;

/**
 * Bundles the command before the tests: Node.js runs no TypeScript of this age. It lies inside the package, where it finds
 * its own package.json.
 */
export default async function setup(): Promise<void> {
  await build({
    configFile: false,
    logLevel: "error",
    root,
    build: { ssr: "src/bin.ts", outDir: "reports/bin", target: "node20", emptyOutDir: true },
    resolve: { conditions: ["sfbulk-source"] },
    ssr: { noExternal: true, resolve: { conditions: ["sfbulk-source", "node", "import"] } },
  });
}
