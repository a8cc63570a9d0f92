import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions } from "esbuild";
import type { Host } from "../runtimes/host.ts";
import type { Variant } from "./variant.ts";

const source = fileURLToPath(new URL("../../src", import.meta.url));

/** How a program is started: by the last lines of its bundle. It has a function `main` that takes and gives plain data. */
const wrappings: Record<Host["wrapping"], { readonly lines: string; readonly options: BuildOptions }> = {
  // The argument is the last one in the command line of every such runtime.
  process: {
    lines: `const result = await main(JSON.parse(process.argv.at(-1)));
      console.log("result:" + JSON.stringify(result));`,
    options: {
      format: "esm",
      platform: "node",
      // A CommonJS package within the bundle asks for Node's own modules by this name.
      banner: {
        js: 'import { createRequire as bundleRequire } from "node:module"; const require = bundleRequire(import.meta.url);',
      },
    },
  },
  workerModule: {
    lines: "export default { fetch: async (request) => Response.json(await main(await request.json())) };",
    options: { format: "esm", platform: "browser" },
  },
  script: { lines: "globalThis.main = main;", options: { format: "iife", platform: "browser" } },
};

/**
 * Bundles a program of this package for a runtime, with a form of the library in it. Where that is the installed tarballs
 * and the runtime reads files, it is not put into the bundle: the runtime loads the very files that are published.
 *
 * @param program - The program's file, without its ending.
 * @returns the file.
 */
export async function bundleProgram(program: string, variant: Variant, host: Host, output: string): Promise<string> {
  const outfile = join(output, `${program}-${variant.name}-${host.wrapping}-${host.conditions.join("-")}.mjs`);
  const bundle = bundles.get(outfile) ?? writeBundle(program, variant, host, outfile);
  bundles.set(outfile, bundle);
  await bundle;
  return outfile;
}

/** Several runtimes take the same. */
const bundles = new Map<string, Promise<void>>();

async function writeBundle(program: string, variant: Variant, host: Host, outfile: string): Promise<void> {
  const { lines, options } = wrappings[host.wrapping];
  const external = variant.name === "packed" && host.wrapping === "process";
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    ...options,
    stdin: {
      contents: `import { main } from ${JSON.stringify(join(source, "programs", `${program}.ts`))};\n${lines}`,
      resolveDir: variant.folder,
    },
    outfile,
    bundle: true,
    minify: variant.minified,
    target: "es2022",
    conditions: [...host.conditions, ...(variant.sources ? ["sfbulk-source"] : [])],
    // The programs' own imports are to be found where the library under test is, and not beside them.
    plugins: [
      {
        name: "library-under-test",
        setup: (bundler) => {
          bundler.onResolve({ filter: /^@sfbulk\// }, async ({ path, kind, pluginData }) => {
            if (pluginData === "resolved") return undefined;
            if (external) return { path, external: true };
            return await bundler.resolve(path, { kind, resolveDir: variant.folder, pluginData: "resolved" });
          });
        },
      },
    ],
    logLevel: "error",
  });
}
