// Builds the packages and packs them as they would be published, for who wants them before npm has them: `npm run pack`
// writes tarballs/, and says how they are installed elsewhere.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPackages } from "./release/find-packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "tarballs");

/** @type {(command: string, ...parameters: string[]) => void} */
function run(command, ...parameters) {
  const { status, error, stdout, stderr } = spawnSync(command, parameters, {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0)
    throw error ?? new Error(`${command} ${parameters.join(" ")} ended with ${status}\n${stdout}${stderr}`);
}

rmSync(folder, { recursive: true, force: true });
run("turbo", "run", "build", "--filter=./packages/*");
// Without a version, so that what is said below and in the README holds after a release too.
run("pnpm", "-r", "--filter=./packages/*", "pack", "--out", join(folder, "%s.tgz"));
const packages = findPackages(root).map(({ manifest: { name, dependencies = {} } }) => {
  const tarball = join(folder, `${name.replace("@", "").replace("/", "-")}.tgz`);
  if (!existsSync(tarball)) throw new Error(`pnpm packed no ${tarball}`);
  return { name, tarball, dependencies: Object.keys(dependencies) };
});

/**
 * A package and those of the workspace that it depends on, which npm has not either.
 *
 * @type {(name: string) => typeof packages}
 */
const withDependencies = (name) => {
  const found = packages.find((one) => one.name === name);
  return found === undefined ? [] : [...found.dependencies.flatMap((one) => withDependencies(one)), found];
};

console.log("In the project that is to use it:\n");
for (const { name } of packages) {
  const tarballs = new Set(withDependencies(name).map(({ tarball }) => JSON.stringify(tarball)));
  console.log(`# ${name}\nnpm install ${[...tarballs].join(" ")}\n`);
}
console.log("With the package sfbulk, `npx sfbulk close <job id>` works there.");
