import { fileURLToPath } from "node:url";
import { build } from "vite";

/** The folder of the package. */
export const packageRoot: string = fileURLToPath(new URL("../", import.meta.url));

/**
 * Bundles the command, since Node.js runs no TypeScript of this age; inside the package, where it finds its own
 * package.json.
 *
 * @param name - Of a folder for this test alone: others may be building at the same time.
 * @returns the file to run.
 */
export async function buildBin(name: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: "error",
    root: packageRoot,
    build: { ssr: "src/bin.ts", outDir: `reports/${name}`, target: "node20", emptyOutDir: true },
    resolve: { conditions: ["sfbulk-source"] },
    ssr: { noExternal: true, resolve: { conditions: ["sfbulk-source", "node", "import"] } },
  });
  return `${packageRoot}reports/${name}/bin.js`;
}
