// Weighs what a page gets: minified, gzip -9, everything included. `pnpm size`; ends with 1 where it is over the budget of
// size-budgets.json, or where a page says another one: `pnpm size --write` mends those. With `--budgets` it weighs only what
// has a budget, and not what each package has of it.
//
// "At once" is what is loaded before the first call, and "whole" is that with what `import()` loads later: the compressor,
// when a body is sent gzipped; the decompressor, when a runtime does not decode by itself; the parser, when Salesforce
// answers in XML. Each is the sum of its files, compressed one by one, as a page gets them. A package's weight is what the
// whole would be lighter without it and without what only it needs; the rest is shared. It weighs dist/, so build first.
// 1 kB is 1000 bytes.
//
// Put together in one file instead, each module that any function of the package might load later is wrapped in a function of
// its own, also where the bundle has nobody who loads it. Who ships such a file pays for that: closeJob has a bound for it, too.
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
 * @property {import("./size-docs.mjs").Budget | undefined} budget
 */

/**
 * A bundle of some of the functions of a package.
 *
 * @type {(key: string, folder: string, title: string, names: string) => Bundle}
 */
const some = (key, folder, title, names) => ({
  title,
  folder,
  code: `export { ${names} } from "@sfbulk/${folder}";`,
  budget: budgets[key],
});

const close = "closeJob, settleClose";
const jobs = `${close}, createJob, getJob, abortJob, openJob, withJob, closeJobs, abortJobs, findJobApi, findJobs, closeStaleJobs, carryOutSweep, waitForJob, watchJob`;
const queries = "queryResults, queryResultsCsv, runQuery, runQueryCsv";
const rows = `addBatch, addBatches, uploadSpec, findDuplicateBatches, listBatches, getBatch, getBatchRequest, getBatchResults, jobResults, jobSummary, failedRows, failedRowsCsv, ${queries}`;
const loads =
  "loadRows, loadResults, loadFailedRows, browserJournal, lineJournal, memoryJournal, checkColumns, createValueChecker";
const ingest =
  "createIngestJob, uploadIngestRows, closeIngestJob, abortIngestJob, deleteIngestJob, getIngestJob, waitForIngestJob, ingestResults, ingestResultsCsv";
const bulk2 = `${ingest}, createQueryJob, getQueryJob, abortQueryJob, deleteQueryJob, waitForQueryJob, queryJobResults, queryJobResultsCsv`;

/** @type {readonly Bundle[]} */
const bundles = [
  some("closeJob", "core", "closeJob of @sfbulk/core", "closeJob"),
  some("jobs", "browser", "jobs: create, close, abort, sweep, wait", jobs),
  some("rows", "browser", "rows: batches, results, queries", rows),
  some("loads", "browser", "loads: whole loads, journals, the checks before them", loads),
  some("bulk2", "browser", "Bulk API 2.0: ingest and query jobs", bulk2),
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
 * Bundles up as Vite does, and weighs what is loaded at once and all of it.
 *
 * @param {Bundle} bundle
 * @param {(name: string) => boolean} external packages to leave out
 * @param {boolean} [codeSplitting] whether what is loaded later has files of its own
 * @returns {Promise<{ atOnce: Weight, whole: Weight }>}
 */
async function weigh({ folder, code }, external = () => false, codeSplitting = true) {
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
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting });
  await bundle.close();
  const chunks = output.filter((file) => file.type === "chunk");
  const loaded = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of loaded) {
    for (const imported of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) loaded.add(imported);
  }
  return { atOnce: weightOf(chunks.filter(({ fileName }) => loaded.has(fileName))), whole: weightOf(chunks) };
}

const onlyBudgets = process.argv.includes("--budgets");

/** @param {Bundle} bundle */
async function measure(bundle) {
  const { atOnce, whole } = await weigh(bundle);
  const { atOnce: ours } = await weigh(bundle, (name) => !isOurs(name));
  const oneFile = bundle.budget?.oneFile === undefined ? undefined : (await weigh(bundle, undefined, false)).whole;
  const packages = await Promise.all(
    [...whole.packages]
      .filter((name) => name !== "" && !onlyBudgets)
      .map(async (name) => {
        const { whole: without } = await weigh(bundle, (other) => other === name);
        const [minified, gzip] = [whole.minified - without.minified, whole.gzip - without.gzip];
        return { name, minified, gzip, later: !atOnce.packages.has(name) };
      }),
  );
  return { atOnce, whole, ours, oneFile, packages: packages.toSorted((one, other) => other.minified - one.minified) };
}

const kilobytes = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);

/** @type {(name: string, minified: number | undefined, gzip: number | undefined, more?: string) => void} */
function printRow(name, minified, gzip, more = "") {
  const [first, second] = [minified, gzip].map((bytes) => (bytes === undefined ? "" : kilobytes(bytes)).padStart(9));
  console.log(`  ${name.padEnd(24)}${first}${second}  ${more}`.trimEnd());
}

let over = 0;
for (const [name, { why }] of Object.entries(budgets)) {
  if (typeof why === "string" && why !== "") continue;
  console.log(`The budget "${name}" does not say why it is what it is`);
  over++;
}
for (const bundle of bundles) {
  const { atOnce, whole, ours, oneFile, packages } = await measure(bundle);
  const judge = (/** @type {"atOnce" | "whole" | "ours" | "oneFile"} */ what, /** @type {number} */ bytes) => {
    const limit = bundle.budget?.[what];
    if (limit === undefined) return "";
    if (bytes <= limit * 1000) return `of ${limit}`;
    over++;
    return `of ${limit}: OVER by ${kilobytes(bytes - limit * 1000)}`;
  };
  console.log(`\n${bundle.title}\n  ${"kB".padEnd(24)} minified  gzip -9`);
  printRow("ours, at once", ours.minified, ours.gzip, judge("ours", ours.gzip));
  for (const row of packages) printRow(row.name, row.minified, row.gzip, row.later ? "later" : "");
  printRow("at once", atOnce.minified, atOnce.gzip, judge("atOnce", atOnce.gzip));
  printRow("whole", whole.minified, whole.gzip, judge("whole", whole.gzip));
  if (oneFile !== undefined) {
    printRow("whole, in one file", oneFile.minified, oneFile.gzip, judge("oneFile", oneFile.gzip));
  }
}
console.log(`\n  (jsforce-core's browser build: ${jsforce} kB)`);
const write = process.argv.includes("--write");
const pages = checkPages(write);
for (const page of pages) {
  console.log(write ? `${page} is written` : `${page} says another budget than size-budgets.json: pnpm size --write`);
}
process.exitCode = over === 0 && (write || pages.length === 0) ? 0 : 1;
