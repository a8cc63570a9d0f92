// Weighs what a page gets: minified, gzip -9, everything included. `pnpm turbo run size`; ends with 1 where it is over the
// budget of size-budgets.json, or where a page says another one: `pnpm size --write` mends those.
//
// "At once" is what is loaded before the first call, and "whole" is that with what `import()` loads later: the compressor,
// when a body is sent gzipped; the decompressor, when a runtime does not decode by itself; the parser, when Salesforce
// answers in XML. A package's weight is what the whole would be lighter without it and without what only it needs; the
// rest is shared. It weighs dist/, so build first. 1 kB is 1000 bytes.
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { budgets, checkPages } from "./size-docs.mjs";

/**
 * @typedef {object} Bundle
 * @property {string} title
 * @property {string} folder of the package, from whose place its name is resolved
 * @property {string} code
 * @property {Record<string, number> | undefined} budget kB
 */

/** @type {readonly Bundle[]} */
const bundles = [
  {
    title: "closeJob of @sfbulk/core",
    folder: "core",
    code: 'export { closeJob } from "@sfbulk/core";',
    budget: budgets["closeJob"],
  },
  {
    title: "all of @sfbulk/browser",
    folder: "browser",
    code: 'export * from "@sfbulk/browser";',
    budget: budgets["browser"],
  },
];

/** For comparison: kB of jsforce-core's browser build. */
const jsforce = 303;

const root = fileURLToPath(new URL("..", import.meta.url));

/** @type {(bundle: Bundle, splitting: boolean, external?: (name: string) => boolean) => ReturnType<typeof bundleUp>} */
const weigh = async ({ folder, code }, splitting, external = () => false) =>
  await bundleUp(code, `${root}packages/${folder}`, splitting, external);

/**
 * @param {string} code
 * @param {string} folder
 * @param {boolean} splitting whether what is loaded later is a file of its own
 * @param {(name: string) => boolean} external packages to leave out
 */
async function bundleUp(code, folder, splitting, external) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: folder, sourcefile: "entry.js" },
    absWorkingDir: root,
    outdir: "out",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    write: false,
    metafile: true,
    splitting,
    plugins: [
      {
        name: "leave-out",
        setup: (context) =>
          context.onResolve({ filter: /^[^./]/ }, ({ path }) =>
            external(path) ? { path, external: true } : undefined,
          ),
      },
    ],
  });
  const outputs = new Map(
    outputFiles.map(({ path, contents }) => [
      path.slice(root.length).replaceAll("\\", "/"),
      gzipSync(contents, { level: 9 }).length,
    ]),
  );
  return { outputs, metafile };
}

const isOurs = (/** @type {string} */ name) => name.startsWith("@sfbulk/");
const packageOf = (/** @type {string} */ path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
const sum = (/** @type {Iterable<number>} */ numbers) => [...numbers].reduce((total, number) => total + number, 0);

/** The files that are loaded with the entry: it, and what it imports other than by `import()`. */
function loadedAtOnce(/** @type {import("esbuild").Metafile} */ { outputs }) {
  const entry = Object.keys(outputs).find((path) => outputs[path]?.entryPoint?.endsWith("entry.js")) ?? "";
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { kind, path: imported } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement") loaded.add(imported);
    }
  }
  return loaded;
}

/** @param {Bundle} bundle */
async function measure(bundle) {
  const split = await weigh(bundle, true);
  const atOnce = loadedAtOnce(split.metafile);
  const whole = await weigh(bundle, false);
  const alone = await weigh(bundle, true, (name) => !isOurs(name));
  const aloneAtOnce = loadedAtOnce(alone.metafile);
  const ours = sum([...alone.outputs].filter(([path]) => aloneAtOnce.has(path)).map(([, size]) => size));

  /** @type {Map<string, { minified: number, later: boolean }>} */
  const packages = new Map();
  for (const [path, { inputs }] of Object.entries(split.metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(input) ?? "";
      const before = packages.get(name) ?? { minified: 0, later: true };
      const later = before.later && !atOnce.has(path);
      if (bytesInOutput > 0) packages.set(name, { minified: before.minified + bytesInOutput, later });
    }
  }
  const { minified = 0 } = packages.get("") ?? {};
  packages.delete("");
  const total = sum(whole.outputs.values());
  const rows = await Promise.all(
    [...packages].map(async ([name, weight]) => {
      const without = await weigh(bundle, false, (other) => other === name);
      return { name, ...weight, gzip: total - sum(without.outputs.values()) };
    }),
  );
  return {
    atOnce: sum([...split.outputs].filter(([path]) => atOnce.has(path)).map(([, size]) => size)),
    whole: total,
    ours,
    minified,
    rows: rows.toSorted((one, other) => other.minified - one.minified),
  };
}

const kilobytes = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);

/** @type {(name: string, minified: number | undefined, gzip: number | undefined, more?: string) => void} */
function printRow(name, minified, gzip, more = "") {
  const [first, second] = [minified, gzip].map((bytes) => (bytes === undefined ? "" : kilobytes(bytes)).padStart(9));
  console.log(`  ${name.padEnd(24)}${first}${second}  ${more}`.trimEnd());
}

let over = 0;
for (const bundle of bundles) {
  const { atOnce, whole, ours, minified, rows } = await measure(bundle);
  const judge = (/** @type {"atOnce" | "whole" | "ours"} */ what, /** @type {number} */ bytes) => {
    const limit = bundle.budget?.[what];
    if (limit === undefined) return "";
    if (bytes <= limit * 1000) return `of ${limit}`;
    over++;
    return `of ${limit}: OVER by ${kilobytes(bytes - limit * 1000)}`;
  };
  console.log(`\n${bundle.title}\n  ${"kB".padEnd(24)} minified  gzip -9`);
  printRow("ours, at once", minified, ours, judge("ours", ours));
  for (const row of rows) printRow(row.name, row.minified, row.gzip, row.later ? "later" : "");
  printRow("at once", undefined, atOnce, judge("atOnce", atOnce));
  printRow("whole", undefined, whole, judge("whole", whole));
}
console.log(`\n  (jsforce-core's browser build: ${jsforce} kB)`);
const write = process.argv.includes("--write");
const pages = checkPages(write);
for (const page of pages) {
  console.log(write ? `${page} is written` : `${page} says another budget than size-budgets.json: pnpm size --write`);
}
process.exitCode = over === 0 && (write || pages.length === 0) ? 0 : 1;
