// Writes dist/node/ of the package in whose folder it runs: the same modules as in dist/, in few files, for Node.js.
// `node ../../tools/bundle-for-node.mjs [dependency to take in]…`
//
// A process that closes one job and ends spends most of its time on looking for files. All that is loaded at once is in
// start.js, with the parts of these dependencies that are used; what `import()` loads later stays in files of its own.
// Bundlers are given dist/ itself, from which they take what is used, and share dependencies.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";

import { readLicences } from "./read-licences.mjs";

const folder = process.cwd();
const takenIn = process.argv.slice(2);
const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const outside = Object.keys(dependencies).filter((name) => !takenIn.includes(name));
const builtins = new Set(builtinModules.map((name) => `node:${name}`));

const bundle = await rolldown({
  cwd: folder,
  input: { index: "src/index.ts" },
  // Not "node": ofetch's file for that loads a fetch for Node.js 16 beside it, which takes as long as starting Node.js.
  platform: "neutral",
  resolve: { conditionNames: ["import"], mainFields: ["module", "main"] },
  external: (id) => builtins.has(id) || outside.some((name) => id === name || id.startsWith(`${name}/`)),
  // ofetch makes an instance that nobody here uses, and reads `globalThis.Headers` for it.
  treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
  checks: { pluginTimings: false },
});

const target = join(folder, "dist", "node");
rmSync(target, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: target,
  format: "esm",
  sourcemap: true,
  chunkFileNames: "[name].js",
  codeSplitting: {
    groups: [{ name: "start", tags: ["$initial"] }],
  },
});
const chunks = output.filter((file) => file.type === "chunk");
const files = chunks.flatMap((chunk) => chunk.moduleIds.filter((id) => (chunk.modules[id]?.renderedLength ?? 0) > 0));
writeFileSync(join(target, "LICENSES.txt"), readLicences(folder, files));

// Whatever is looked for in Node.js's own files at the start costs every process; it may be loaded when it is needed.
const start = chunks.find(({ name }) => name === "start") ?? chunks.find(({ isEntry }) => isEntry);
console.log(
  `dist/node: ${((start?.code.length ?? 0) / 1000).toFixed(0)} kB at once, ${chunks.length} files; outside: ${start?.imports.filter((id) => !id.endsWith(".js")).join(", ") || "nothing"}`,
);
