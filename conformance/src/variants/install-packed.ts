import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** On Windows pnpm is a .cmd file, which only a shell starts. No argument here comes from outside. */
const pnpm = (cwd: string, ...parameters: readonly string[]): string =>
  execFileSync("pnpm", parameters, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "inherit"],
  });

/**
 * Packs packages of this workspace as they are published, and installs the tarballs in an empty project. What they depend
 * on comes from pnpm's store, and from the registry where it is not there.
 */
export function installPacked(names: readonly string[], folder: string): void {
  const tarballs = names.map((name) => {
    const source = join(root, "packages", name);
    const { filename } = JSON.parse(pnpm(source, "pack", "--json", "--pack-destination", folder)) as {
      readonly filename: string;
    };
    const { name: packageName } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
      readonly name: string;
    };
    return [packageName, `file:./${basename(filename)}`] as const;
  });
  const project = { private: true, type: "module", dependencies: Object.fromEntries(tarballs) };
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  // One depends on another by its version, which the registry does not have yet.
  const overrides = tarballs.map(([name, file]) => `  ${JSON.stringify(name)}: ${JSON.stringify(file)}\n`);
  writeFileSync(join(folder, "pnpm-workspace.yaml"), `overrides:\n${overrides.join("")}`);
  pnpm(folder, "install", "--prefer-offline", "--ignore-scripts", "--reporter=silent");
}
