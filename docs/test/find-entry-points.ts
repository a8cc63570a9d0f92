import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A module that users import by a name of its own. */
export interface EntryPoint {
  /** What stands in the import: `@sfbulk/emulator/node`. */
  readonly name: string;
  /** The file of the sources that it is made of. */
  readonly file: string;
}

const packages = fileURLToPath(new URL("../../packages", import.meta.url));

/** Finds what can be imported of the packages, by their manifests: core first, then in the order of the alphabet. */
export function findEntryPoints(): readonly EntryPoint[] {
  const found = readdirSync(packages).flatMap((folder) => {
    const manifest = join(packages, folder, "package.json");
    return existsSync(manifest) ? entryPointsOf(join(packages, folder), manifest) : [];
  });
  return found.toSorted(
    (one, other) => Number(isCore(other)) - Number(isCore(one)) || (one.name < other.name ? -1 : 1),
  );
}

const isCore = ({ name }: EntryPoint): boolean => name === "@sfbulk/core";

function entryPointsOf(folder: string, manifest: string): EntryPoint[] {
  const { name, exports = {} } = JSON.parse(readFileSync(manifest, "utf8")) as {
    name: string;
    exports?: Record<string, string | { "sfbulk-source"?: string }>;
  };
  // A command is no library: what it has to import is for its own plugin.
  if (exports["."] === undefined) return [];
  return Object.entries(exports).flatMap(([path, target]) => {
    const source = typeof target === "string" ? undefined : target["sfbulk-source"];
    return source === undefined ? [] : [{ name: join(name, path), file: join(folder, source) }];
  });
}
