// Weighs what a page gets: minified, gzip -9, everything included. `pnpm turbo run size`; ends with 1 where it is over the
// budget of size-budgets.json, or where a page says another one: `pnpm size --write` mends those.
//
// "At once" is what is loaded before the first call, and "whole" is that with what `import()` loads later: the compressor,
// when a body is sent gzipped; the decompressor, when a runtime does not decode by itself; the parser, when Salesforce
// answers in XML. A package's weight is what the whole would be lighter without it and without what only it needs; the
// rest is shared. It weighs dist/, so build first. 1 kB is 1000 bytes.
//
// The bundler is Rolldown, Vite's. esbuild makes a file of each `import()` also where the page cannot come to it, and so
// cuts what the page needs into pieces that it would share with them: a few kB more with each function that loads later.
import { gzipSync } from "node:zlib";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
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
    // It grows with each function that there is, and nobody loads all of it. Whole it was 70 before whole loads, their
    // journals, the checks before them and the jobs of 2.0 came.
    code: 'export * from "@sfbulk/browser";',
    budget: budgets["browser"],
  },
];

/** For comparison: kB of jsforce-core's browser build. */
const jsforce = 303;

const root = fileURLToPath(new URL("..", import.meta.url));

const isOurs = (/** @type {string} */ name) => name.startsWith("@sfbulk/");
const packageOf = (/** @type {string} */ path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? "";
const sum = (/** @type {Iterable<number>} */ numbers) => [...numbers].reduce((total, number) => total + number, 0);

/**
 * @typedef {object} Weight
 * @property {number} minified bytes
 * @property {number} gzip bytes
 * @property {ReadonlySet<string>} packages whose code is in it
 */

/**
 * @param {readonly import("rolldown").OutputChunk[]} files
 * @returns {Weight}
 */
const weightOf = (files) => ({
  minified: sum(files.map((file) => Buffer.byteLength(file.code))),
  gzip: sum(files.map((file) => gzipSync(file.code, { level: 9 }).length)),
  packages: new Set(
    files.flatMap(({ modules }) =>
      Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [packageOf(id)] : [])),
    ),
  ),
});

/**
 * Bundles up, and weighs what is loaded at once and all of it.
 *
 * @param {Bundle} bundle
 * @param {boolean} splitting whether what is loaded later is a file of its own
 * @param {(name: string) => boolean} external packages to leave out
 * @returns {Promise<{ atOnce: Weight, whole: Weight }>}
 */
async function weigh({ folder, code }, splitting, external = () => false) {
  const entry = join(root, "packages", folder, "entry.js");
  const bundle = await rolldown({
    input: entry,
    cwd: dirname(entry),
    platform: "browser",
    // As Vite builds a page: other chunks may take from its file what they share with it.
    preserveEntrySignatures: "allow-extension",
    transform: { target: "es2022" },
    external: (name) => /^[^./]/.test(name) && name !== entry && external(name),
    plugins: [
      {
        name: "entry",
        resolveId: (name) => (name === entry ? name : undefined),
        load: (name) => (name === entry ? code : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: splitting });
  await bundle.close();
  const chunks = output.filter((file) => file.type === "chunk");
  const loaded = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of loaded) {
    for (const imported of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) loaded.add(imported);
  }
  return { atOnce: weightOf(chunks.filter(({ fileName }) => loaded.has(fileName))), whole: weightOf(chunks) };
}

/** @param {Bundle} bundle */
async function measure(bundle) {
  const { atOnce } = await weigh(bundle, true);
  const { atOnce: ours } = await weigh(bundle, true, (name) => !isOurs(name));
  const { whole } = await weigh(bundle, false);
  const rows = await Promise.all(
    [...whole.packages]
      .filter((name) => name !== "")
      .map(async (name) => {
        const { whole: without } = await weigh(bundle, false, (other) => other === name);
        const [minified, gzip] = [whole.minified - without.minified, whole.gzip - without.gzip];
        return { name, minified, gzip, later: !atOnce.packages.has(name) };
      }),
  );
  return { atOnce, whole, ours, rows: rows.toSorted((one, other) => other.minified - one.minified) };
}

const kilobytes = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);

/** @type {(name: string, minified: number | undefined, gzip: number | undefined, more?: string) => void} */
function printRow(name, minified, gzip, more = "") {
  const [first, second] = [minified, gzip].map((bytes) => (bytes === undefined ? "" : kilobytes(bytes)).padStart(9));
  console.log(`  ${name.padEnd(24)}${first}${second}  ${more}`.trimEnd());
}

let over = 0;
for (const bundle of bundles) {
  const { atOnce, whole, ours, rows } = await measure(bundle);
  const judge = (/** @type {"atOnce" | "whole" | "ours"} */ what, /** @type {number} */ bytes) => {
    const limit = bundle.budget?.[what];
    if (limit === undefined) return "";
    if (bytes <= limit * 1000) return `of ${limit}`;
    over++;
    return `of ${limit}: OVER by ${kilobytes(bytes - limit * 1000)}`;
  };
  console.log(`\n${bundle.title}\n  ${"kB".padEnd(24)} minified  gzip -9`);
  printRow("ours, at once", ours.minified, ours.gzip, judge("ours", ours.gzip));
  for (const row of rows) printRow(row.name, row.minified, row.gzip, row.later ? "later" : "");
  printRow("at once", atOnce.minified, atOnce.gzip, judge("atOnce", atOnce.gzip));
  printRow("whole", whole.minified, whole.gzip, judge("whole", whole.gzip));
}
console.log(`\n  (jsforce-core's browser build: ${jsforce} kB)`);
const write = process.argv.includes("--write");
const pages = checkPages(write);
for (const page of pages) {
  console.log(write ? `${page} is written` : `${page} says another budget than size-budgets.json: pnpm size --write`);
}
process.exitCode = over === 0 && (write || pages.length === 0) ? 0 : 1;
