// After `changeset version`, which writes package.json only: copies each version, and the range of each import of a
// package of ours, into deno.json, which is what JSR reads.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const packages = new URL("../packages/", import.meta.url);
/** @param {URL} file */
const read = (file) => JSON.parse(readFileSync(file, "utf8"));

const folders = readdirSync(packages).filter((folder) => existsSync(new URL(`${folder}/package.json`, packages)));
/** @type {Map<string, string>} */
const versions = new Map(
  folders.map((folder) => {
    const { name, version } = read(new URL(`${folder}/package.json`, packages));
    return [name, version];
  }),
);
for (const folder of folders) {
  const file = new URL(`${folder}/deno.json`, packages);
  if (!existsSync(file)) continue;
  const { name, imports = {} } = read(file);
  let text = readFileSync(file, "utf8").replace(/"version": "[^"]*"/, `"version": "${versions.get(name)}"`);
  for (const [imported, target] of Object.entries(imports)) {
    const version = versions.get(imported);
    if (version !== undefined) text = text.replace(`"${target}"`, `"npm:${imported}@^${version}"`);
  }
  writeFileSync(file, text);
}
