// Bundles a package for Node.js: the same modules as in dist/, in few files.
//
// A process that closes one job and ends spends most of its time on looking for files. All that `import "@sfbulk/…"` loads
// at once is in start.js, with the parts of some dependencies that are used; what `import()` loads later stays in files of
// its own, and so does what only another entry of the package needs. Of a command, start.js has what reads its line, and
// run.js what every one of them needs that is run.
// Other runtimes, and bundlers for pages, are given dist/ itself, from which they take what is used, and share
// dependencies. Bundlers for Node.js take this: with ofetch's file for Node.js, dist/ makes a bundle twice as large.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { readLicences } from "./read-licences.mjs";

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

/**
 * @param {object} options
 * @param {string} options.folder of the package
 * @param {readonly string[]} options.takenIn dependencies that are bundled too, as far as they are used
 * @param {string} options.target the folder that is written, and emptied before
 * @returns {Promise<{ atOnce: number, files: number }>} bytes of what is loaded at once, and how many files there are
 */
export async function bundleForNode({ folder, takenIn, target }) {
  const { bin, dependencies, exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const outside = Object.keys(dependencies).filter((name) => !takenIn.includes(name));
  const isCommand = bin !== undefined;
  // What runs the command is in a file that nothing else imports.
  const command = join(folder, "src/bin.ts");
  const first = isCommand ? { start: "src/bin.ts", run: "src/run-command.ts" } : { start: "src/index.ts" };
  const together = Object.entries(first).map(([name, path]) => ({ name, modules: new Set([join(folder, path)]) }));
  const bundle = await rolldown({
    cwd: folder,
    input: { ...entriesOf(exports), ...(isCommand ? { bin: "src/bin.ts" } : {}) },
    plugins: [
      {
        name: "find-start",
        buildEnd() {
          for (const { modules } of together) {
            for (const id of modules) {
              for (const imported of this.getModuleInfo(id)?.importedIds ?? []) modules.add(imported);
            }
          }
        },
      },
    ],
    // Not "node": ofetch's file for that loads a fetch for Node.js 16 beside it, which takes as long as starting Node.js.
    // A command has no ofetch in it, and dependencies that `require`.
    platform: isCommand ? "node" : "neutral",
    resolve: { conditionNames: ["sfbulk-source", "import"], mainFields: ["module", "main"] },
    external: (id) =>
      builtins.has(id) ||
      id.endsWith("/package.json") ||
      outside.some((name) => id === name || id.startsWith(`${name}/`)),
    // ofetch makes an instance that nobody here uses, and reads `globalThis.Headers` for it.
    treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
  });
  rmSync(target, { recursive: true, force: true });
  const { output } = await bundle.write({
    dir: target,
    format: "esm",
    sourcemap: true,
    // They are published beside it.
    sourcemapExcludeSources: true,
    chunkFileNames: "[name].js",
    codeSplitting: {
      groups: together.map(({ name, modules }) => ({ name, test: (id) => modules.has(id) && id !== command })),
    },
  });
  const chunks = output.filter((file) => file.type === "chunk");
  const used = chunks.flatMap((chunk) => chunk.moduleIds.filter((id) => (chunk.modules[id]?.renderedLength ?? 0) > 0));
  writeFileSync(join(target, "LICENSES.txt"), readLicences(folder, used));
  const start = chunks.find(({ name }) => name === "start");
  if (start === undefined) throw new Error("Nothing is loaded at once");
  return { atOnce: start.code.length, files: chunks.length };
}

/**
 * Finds the sources of a package's entries by the name of the file that each becomes: "index", "relay".
 *
 * @param {Record<string, string | Record<string, string>>} exports
 */
function entriesOf(exports) {
  const entries = Object.entries(exports).flatMap(([path, target]) => {
    const source = typeof target === "string" ? undefined : target["sfbulk-source"];
    return source === undefined ? [] : [[path === "." ? "index" : path.slice(2), source]];
  });
  return Object.fromEntries(entries);
}
