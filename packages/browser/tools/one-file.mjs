// Makes the one file for tools that copy their libraries: all of @sfbulk/browser, minified, with nothing left to load.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { readLicences } from "../../../tools/read-licences.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));

/**
 * @typedef {object} OneFile
 * @property {string} script the module
 * @property {string} integrity its hash as `integrity` of a script takes it, `sha384-…`
 * @property {string} licences the licences of what is in it
 */

/**
 * Makes it from the sources, so that the tests load the very bytes that are published.
 *
 * @returns {Promise<OneFile>}
 */
export async function makeOneFile() {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: ["src/index.ts"],
    conditions: ["sfbulk-source"],
    bundle: true,
    // What core loads when it is needed is in here from the start: a service worker of an extension may not import().
    splitting: false,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    banner: { js: `/*! ${name} ${version}, MIT. What is in it, and under which licences: sfbulk.js.LICENSES.txt */` },
    write: false,
    metafile: true,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild gave no file");
  // Tools that tell a module by its looks, as publint does, look at the beginnings of lines.
  const script = file.text.replace(/export\{[^{}]*\};?\s*$/, "\n$&");
  return {
    script,
    integrity: `sha384-${createHash("sha384").update(script).digest("base64")}`,
    licences: readLicences(folder, Object.keys(metafile.inputs)),
  };
}
