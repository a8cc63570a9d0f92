// Bundles the attack with the sources of what it attacks, and runs it: `pnpm attack --runs 5000 --only closes`.
import { build } from "esbuild";

const outfile = new URL("../dist/attack.mjs", import.meta.url);

await build({
  entryPoints: [new URL("run-attack.ts", import.meta.url).pathname],
  outfile: outfile.pathname,
  bundle: true,
  platform: "node",
  format: "esm",
  conditions: ["sfbulk-source"],
  // What looks for files beside it.
  external: ["esbuild", "playwright"],
  // undici, which has CommonJS in it.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
await import(outfile.href);
