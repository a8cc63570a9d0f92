// Proves that a release would work, without releasing: `pnpm release:dry`.
//
// In a copy of the workspace the versions are raised and the packages published, by the same commands as in earnest, to
// a registry on this computer. From there empty projects install them with npm, pnpm and Bun, compile, and close jobs.
// `--update` pins anew what is pinned: the files of each package, and the globals that its types take for granted.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isLong } from "../is-long.mjs";
import { compileConsumers, consumers, installConsumers, projectOf, runConsumer } from "./consumers.mjs";
import { copyWorkspace } from "./copy-workspace.mjs";
import { fetchTools } from "./fetch-tools.mjs";
import { findGlobals } from "./find-globals.mjs";
import { besideSf, findLicences } from "./find-licences.mjs";
import { findPackages, isLibrary, shortName } from "./find-packages.mjs";
import { installers } from "./installers.mjs";
import { listFiles } from "./list-files.mjs";
import { comparePinned } from "./pinned-list.mjs";
import { startProof, Stop } from "./proof.mjs";
import { proveTarballs } from "./prove-tarballs.mjs";
import { plainEnvironment, runCommand } from "./run-command.mjs";
import { startRegistry } from "./start-registry.mjs";
import { userCache } from "../user-cache.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pins = fileURLToPath(new URL(".", import.meta.url));
const cache = join(root, "node_modules", ".cache", "release");

/** What a workflow says of the repository that it runs in. */
const workflow = { GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "acme/sfbulk" };

/** @typedef {import("./find-packages.mjs").PublicPackage} PublicPackage */

/**
 * @param {string} folder a temporary one
 * @param {import("./proof.mjs").Proof} proof
 * @param {(stop: () => void) => void} atEnd
 * @param {boolean} update
 */
async function prove(folder, proof, atEnd, update) {
  /** @type {(title: string, step: () => Promise<string | void>) => Promise<void>} */
  const need = async (title, step) => {
    if (!(await proof.check(title, step))) throw new Stop();
  };

  proof.section("Versions, as `pnpm version-packages` raises them");
  const copy = await copyWorkspace(root, folder);
  /** @type {PublicPackage[]} */
  let packages = [];
  await need("all packages get one version", async () => {
    await runCommand("pnpm", ["run", "version-packages"], { cwd: copy, env: process.env });
    packages = findPackages(copy);
    const versions = new Set(packages.map(({ manifest }) => manifest.version));
    if (versions.size !== 1) throw new Error([...versions].join(", "));
    return `${[...versions].join()} of ${packages.map(({ manifest }) => manifest.name).join(", ")}`;
  });
  const names = packages.map(({ manifest }) => manifest.name);
  const version = packages[0]?.manifest.version ?? "";
  await proof.check("each changelog says what is new", () => checkChangelogs(packages));

  // Before publishing, which writes into the manifests where the sources are: what is built here is not built again there.
  proof.section("Tarballs, as `npm run pack` writes them");
  await proof.check("an empty project installs them, closes a job, and has the command", async () => {
    return await proveTarballs(copy, join(folder, "tarballs"));
  });

  proof.section("Publishing, as `pnpm release` does it, to a registry on this computer");
  const tools = await fetchTools(userCache);
  const registry = await startRegistry({ tools, folder, cache, names });
  atEnd(registry.stop);
  const publish = async () =>
    await runCommand(process.execPath, ["tools/release/publish.mjs", "--registry", registry.url], {
      cwd: copy,
      env: { ...process.env, ...workflow, NPM_CONFIG_USERCONFIG: registry.settings, NPM_CONFIG_PROVENANCE: "" },
    });
  await need("the packages are built and published", async () => {
    const output = await publish();
    const published = names.filter((name) => output.includes(`Published package ${name}@${version}`));
    if (published.length !== names.length) throw new Error(output);
    return published.join(", ");
  });
  if (isLong) {
    await proof.check("a second time publishes nothing, and is no error", async () => {
      const output = await publish();
      if (output.includes("Published package")) throw new Error(output);
    });
  }

  proof.section("What the registry serves");
  const served = await fetchPackages(registry, folder, names, version);
  /** @type {import("./installers.mjs").Installer[]} */
  const all = installers({ tools, folder, ...registry });
  const everything = join(folder, "everything");
  const byNpm = all[0];
  /** @type {(project: string, chosen: readonly string[], ...parameters: string[]) => Promise<void>} */
  const install = async (project, chosen, ...parameters) => {
    mkdirSync(project);
    const dependencies = Object.fromEntries(chosen.map((name) => [name, version]));
    writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, dependencies }));
    await byNpm?.install(project, ...parameters);
  };
  const plugin = "@sfbulk/sf-plugin";
  const withoutSf = names.filter((name) => name !== plugin);
  await need("all of it but the plugin of sf goes into one project", async () => await install(everything, withoutSf));
  /** @type {Awaited<ReturnType<typeof findGlobals>> | undefined} */
  let globalsOf;
  await need("the types of all of it are compiled by what knows the language alone", async () => {
    const libraries = packages.filter(({ manifest }) => isLibrary(manifest)).map(({ manifest }) => manifest.name);
    globalsOf = await findGlobals(everything, libraries);
  });
  await proof.check("each package says where its sources are, so that npm takes its provenance", () => {
    const url = "git+https://github.example/acme/sfbulk.git";
    for (const { folder: source, manifest } of packages) {
      const file = join(folder, "served", shortName(manifest.name), "package", "package.json");
      const { repository } = JSON.parse(readFileSync(file, "utf8"));
      const directory = `packages/${basename(source)}`;
      assert.deepEqual(repository, { type: "git", url, directory }, `${manifest.name} names another repository`);
    }
  });
  for (const { name, tarball, files } of served) {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    await proof.check(`${name}: the files are those that are pinned`, () => {
      const list = files.map(({ path }) => path);
      comparePinned(join(pins, "files", `${shortName(name)}.txt`), list, update);
      return `${list.length} files, ${(size / 1000).toFixed(0)} kB`;
    });
    await proof.check(`${name}: publint finds nothing, warnings included`, async () => {
      await runCommand("publint", [tarball, "--strict"], { cwd: folder });
    });
    if (!packages.some(({ manifest }) => manifest.name === name && isLibrary(manifest))) continue;
    await proof.check(`${name}: the globals that its types need are those that are pinned`, () => {
      const globals = globalsOf?.(name) ?? [];
      comparePinned(join(pins, "globals", `${shortName(name)}.txt`), globals, update);
      return globals.length === 0 ? "none" : globals.toSorted().join(", ");
    });
    // `check:package` asks the same of the same files, packed by pnpm.
    if (!isLong) continue;
    await proof.check(`${name}: the types resolve (are the types wrong?)`, async () => {
      const options = ["--profile", "esm-only", "--format", "ascii", "--no-emoji", "--no-color"];
      await runCommand("attw", [tarball, ...options], { cwd: folder });
    });
  }
  await proof.check("the command runs", async () => {
    const command = join(everything, "node_modules", "sfbulk", "dist", "bin.js");
    const output = (await runCommand(process.execPath, [command, "--version"], { cwd: everything })).trim();
    if (!output.includes(version)) throw new Error(`expected ${version}, and it printed "${output}"`);
    return output;
  });
  await proof.check("the licences of all that comes with them, the plugin of sf aside, are allowed", () => {
    const licences = findLicences(everything, names);
    return [...licences].map(([licence, labels]) => `${licence} (${labels.join(", ")})`).join("; ");
  });
  if (isLong) {
    await proof.check("so are those of what comes with the plugin", async () => {
      // Among it are sf's libraries, 57 MB, of which nothing but the list is asked for.
      const insideSf = join(folder, "inside-sf");
      await install(insideSf, [plugin], "--package-lock-only");
      findLicences(insideSf, names, besideSf);
    });
  }
  await proof.check(`the client names itself "sfbulk/${version}"`, () => {
    const file = readFileSync(join(everything, "node_modules/@sfbulk/core/dist/client-name.js"), "utf8");
    if (!file.includes(`"sfbulk/${version}"`)) throw new Error(file);
  });

  proof.section("Empty projects that install, compile and close jobs");
  /** @type {Record<string, [string, ...string[]]>} */
  const compilers = {
    "TypeScript 7": ["tsc"],
    ...(isLong
      ? { "TypeScript 5.9": [process.execPath, join(tools, "node_modules", "typescript", "lib", "tsc.js")] }
      : {}),
  };
  for (const installer of all) {
    await need(`${installer.name} installs`, async () => await installConsumers(installer, folder));
  }
  const projects = all.flatMap((installer, column) =>
    consumers.flatMap((consumer, row) => {
      // Each project and each installer is met once: what installers lay out differently are folders, of the same files. In
      // the long run all of them meet, with both compilers.
      if (!isLong && row % all.length !== column) return [];
      return {
        consumer,
        installer,
        label: `${consumer.name}, by ${installer.name}`,
        project: projectOf(consumer, installer, folder),
      };
    }),
  );
  for (const [name, compiler] of Object.entries(compilers)) {
    await proof.check(`${name} compiles`, async () => {
      await compileConsumers(
        projects.map(({ project }) => project),
        compiler,
        folder,
      );
      return projects.map(({ label }) => label).join("; ");
    });
  }
  for (const { consumer, installer, label, project } of projects) {
    await proof.check(label, async () => await runConsumer(consumer, installer, project));
  }
}

/** @param {readonly PublicPackage[]} packages */
function checkChangelogs(packages) {
  const wrong = packages.flatMap(({ folder, manifest: { name, version } }) => {
    const file = join(folder, "CHANGELOG.md");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const entry = text.split(/^## /m).find((part) => part.startsWith(`${version}\n`));
    if (entry === undefined || !/^- /m.test(entry)) return [`${name}: nothing about ${version}; add it to a changeset`];
    const hash = /^- (?:[0-9a-f]{7,40}: |Updated dependencies).*/m.exec(entry);
    return hash === null ? [] : [`${name}: this is not for readers: ${hash[0]}`];
  });
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

/**
 * Fetches the tarballs as any user gets them.
 *
 * @param {import("./start-registry.mjs").Registry} registry
 * @param {string} folder
 * @param {readonly string[]} names
 * @param {string} version
 */
async function fetchPackages(registry, folder, names, version) {
  const parameters = ["pack", "--json", "--pack-destination", folder, "--cache", join(folder, "npm-cache")];
  const output = await runCommand("npm", [...parameters, ...names.map((name) => `${name}@${version}`)], {
    cwd: folder,
    env: plainEnvironment({ NPM_CONFIG_USERCONFIG: registry.settings }),
  });
  const packed = /** @type {{ name: string, filename: string, files: { path: string, size: number }[] }[]} */ (
    JSON.parse(output)
  );
  return Promise.all(
    packed.map(async ({ name, filename }) => {
      const unpacked = join(folder, "served", shortName(name));
      mkdirSync(unpacked, { recursive: true });
      await runCommand("tar", ["-xzf", filename, "-C", unpacked], { cwd: folder });
      return { name, tarball: join(folder, filename), files: listFiles(join(unpacked, "package")) };
    }),
  );
}

/** Tells whether pnpm is there, and the commands of the workspace with it. */
const isUnderPnpm = () =>
  (process.env["PATH"] ?? "").split(delimiter).includes(join(root, "node_modules", ".bin")) &&
  spawnSync("pnpm", ["--version"], { shell: process.platform === "win32" }).status === 0;

async function main() {
  if (!isUnderPnpm()) {
    const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const again = ["-y", "--prefer-offline", packageManager, "--silent", "exec", "node", "tools/release/dry-run.mjs"];
    const { status } = spawnSync("npx", [...again, ...process.argv.slice(2)], {
      cwd: root,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    return status ?? 1;
  }
  const { values } = parseArgs({ options: { update: { type: "boolean", default: false } } });
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-release-"));
  const proof = startProof();
  const stops = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = () => {
    for (let next = stops.pop(); next !== undefined; next = stops.pop()) next();
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.once(signal, () => {
      stop();
      process.exit(1);
    });
  }
  try {
    await prove(folder, proof, (next) => stops.push(next), values.update);
  } catch (error) {
    if (!(error instanceof Stop)) {
      await proof.check("the proof comes to its end", () => {
        throw error;
      });
    }
  } finally {
    stop();
  }
  return proof.end(join(root, "reports", "release-dry.json")) === 0 ? 0 : 1;
}

process.exitCode = await main();
