// Runs the tests, then the examples of the page and the comments, and leaves reports/test.json for tools/test.mjs of the
// repository. Nothing comes from the network. What Deno prints is shown where something failed: the emulator breaks
// connections on purpose, and `Deno.serve` tells of each.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { deno } from "./deno.mjs";

const reports = new URL("../reports/", import.meta.url);
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports);

const offline = ["--no-remote", "--cached-only"];
/** The files that examples write. */
const exampleFiles = ["accounts.journal", "accounts.snapshot", "acme.grant"];
const runs = {
  tests: ["--allow-all", "test/"],
  // With the permissions that README.md names, and no more.
  examples: [
    "--doc",
    "--preload=test/emulated-org.ts",
    "--allow-env=SF_ACCESS_TOKEN,SF_ORG_INSTANCE_URL,SF_ORG_API_VERSION",
    "--allow-net=acme.my.salesforce.com,127.0.0.1:1717",
    "--allow-read=.",
    "--allow-write=.",
    "README.md",
    "src/",
  ],
};

/** Compiled at once, whose types are the same: each run by itself would check all of core anew. */
const types = deno(["check", ...offline, "--doc", "README.md", "src/", "test/"]);
console.log(`types: ${types.ok ? "fine" : `failed\n${types.output}`}`);
let passed = types.ok ? 1 : 0;
let failed = types.ok ? 0 : 1;
const failures = types.ok ? [] : [{ name: "types", message: types.output }];
for (const [name, parameters] of Object.entries(runs)) {
  const { ok, output } = deno(["test", "--no-check", ...offline, `--junit-path=reports/${name}.xml`, ...parameters]);
  const { tests, broken } = count(name);
  console.log(`${name}: ${tests - broken} passed, ${broken} failed`);
  passed += tests - broken;
  // A run that broke off without counting a failure has failed all the same; so has one that found nothing to run.
  failed += Math.max(broken, ok && tests > 0 ? 0 : 1);
  failures.push(...findFailures(name));
  if (!ok || tests === 0) console.log(output);
}
for (const name of exampleFiles) rmSync(new URL(`../${name}`, import.meta.url), { force: true });
writeFileSync(new URL("test.json", reports), JSON.stringify({ passed, failed, failures }));
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string} name */
function count(name) {
  const number = (/** @type {string} */ attribute) =>
    Number(new RegExp(`<testsuites [^>]*\\b${attribute}="(\\d+)"`).exec(readReport(name))?.[1] ?? 0);
  return { tests: number("tests"), broken: number("failures") + number("errors") };
}

/** @param {string} name */
function findFailures(name) {
  const cases = readReport(name).matchAll(/<testcase name="([^"]*)"[^>]*>\s*<failure message="([^"]*)"/g);
  return [...cases].map(([, test = "", message = ""]) => ({ name: test, message }));
}

/** @param {string} name */
function readReport(name) {
  try {
    return readFileSync(new URL(`${name}.xml`, reports), "utf8");
  } catch {
    // Where the tests cannot be loaded, there is none.
    return "";
  }
}
