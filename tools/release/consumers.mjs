// Fills the empty projects below consumers/ from the local registry, compiles them and runs them. Each closes two jobs.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { runCommand } from "./run-command.mjs";

/**
 * The projects. `platform`: bundled, and for what. `onNode`: run by Node.js also where Bun has installed it, since Bun puts
 * a stand-in without `dispatch` into undici's place, and Node's adapter is made of undici.
 *
 * @type {readonly { name: string, platform?: "node" | "browser", onNode?: true }[]}
 */
export const consumers = [
  { name: "node-nodenext", onNode: true },
  { name: "node-commonjs" },
  { name: "core-bundler", platform: "node" },
  { name: "browser-bundler", platform: "browser" },
];

const expected = "in process: Closed, over HTTP: Closed";

const source = fileURLToPath(new URL("consumers", import.meta.url));

/**
 * Gives the folder of a project.
 *
 * @param {typeof consumers[number]} consumer
 * @param {import("./installers.mjs").Installer} installer
 * @param {string} folder a temporary one
 */
export const projectOf = ({ name }, installer, folder) => join(folder, "consumers", installer.name, name);

/**
 * Installs at once, above the projects, what all of them depend on. That a package finds what it has not named, since
 * another one has, is left to pnpm to notice: it shows each package its own dependencies, and no others.
 *
 * @param {import("./installers.mjs").Installer} installer
 * @param {string} folder a temporary one
 */
export async function installConsumers(installer, folder) {
  const above = join(folder, "consumers", installer.name);
  mkdirSync(above, { recursive: true });
  /** @type {Record<string, string>} */
  const all = {};
  for (const { name } of consumers) {
    cpSync(join(source, name), join(above, name), { recursive: true });
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(source, name, "package.json"), "utf8"));
    Object.assign(all, dependencies, devDependencies);
  }
  writeFileSync(join(above, "package.json"), JSON.stringify({ private: true, dependencies: all }));
  await installer.install(above);
}

/**
 * Compiles projects one after another in one process, the types of the packages included.
 *
 * @param {readonly string[]} projects
 * @param {readonly [string, ...string[]]} compiler the command of a TypeScript compiler
 * @param {string} folder
 */
export async function compileConsumers(projects, [command, ...parameters], folder) {
  // What another compiler has left there is not its own.
  await runCommand(command, [...parameters, "--build", "--force", "--pretty", "false", ...projects], { cwd: folder });
}

/**
 * Runs a project that is compiled.
 *
 * @param {typeof consumers[number]} consumer
 * @param {import("./installers.mjs").Installer} installer
 * @param {string} project
 * @returns {Promise<string>} the line that it prints
 */
export async function runConsumer({ platform, onNode }, installer, project) {
  const main = join(project, "dist", "main.js");
  /** @type {(file: string) => Promise<string>} */
  const run = async (file) =>
    (await runCommand(onNode ? process.execPath : installer.runtime, [file], { cwd: project })).trim();
  let line;
  if (platform === undefined) line = await run(main);
  else if (platform === "node") line = await run(await bundle(main, platform, ""));
  else line = await withEmulator(project, async (url) => await run(await bundle(main, platform, url)));
  if (line !== expected) throw new Error(`expected "${expected}", and it printed "${line}"`);
  return line;
}

/** @type {(main: string, platform: "node" | "browser", emulatorUrl: string) => Promise<string>} */
async function bundle(main, platform, emulatorUrl) {
  const outfile = main.replace("main.js", "bundle.mjs");
  await build({
    entryPoints: [main],
    outfile,
    platform,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
    define: { emulatorUrl: JSON.stringify(emulatorUrl) },
  });
  return outfile;
}

/**
 * Has the command that @sfbulk/emulator installs listen meanwhile.
 *
 * @type {(project: string, use: (url: string) => Promise<string>) => Promise<string>}
 */
async function withEmulator(project, use) {
  const command = join(project, "..", "node_modules", "@sfbulk", "emulator", "dist", "bin.js");
  const child = spawn(process.execPath, [command, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const url = await new Promise((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text) => {
        const address = /listens on (http:\S+)/.exec(text)?.[1];
        if (address !== undefined) resolve(address);
      });
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`sfbulk-emulator ended with ${code}`)));
    });
    return await use(url);
  } finally {
    child.kill();
  }
}
