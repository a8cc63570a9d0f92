// Finds which globals and built-in modules the published types take for granted: what a compiler misses in them that
// knows the language alone. A package for every runtime must not ask for Node.js's or a page's types by accident.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listFiles } from "./list-files.mjs";
import { runCommand } from "./run-command.mjs";

/** What a compiler says of a name that it misses, and what goes before the name in the list. */
const missing = [
  { pattern: /: error TS\d+: Cannot find (?:name|namespace) '([^']+)'/, prefix: "" },
  { pattern: /: error TS\d+: Property '([^']+)' does not exist on type 'SymbolConstructor'/, prefix: "Symbol." },
  { pattern: /: error TS\d+: Cannot find (?:module|type definition file for) '(node:[^']+)'/, prefix: "" },
];

/**
 * Compiles the types of all packages at once: what one of them misses is told with its file.
 *
 * @param {string} project a folder where the packages and their dependencies are installed by npm
 * @param {readonly string[]} names the packages
 * @returns {Promise<(name: string) => string[]>} what each of them misses: `Response`, `node:tls`; it throws an error with
 *   what else is wrong with the types of a package
 */
export async function findGlobals(project, names) {
  const files = names.flatMap((name) => {
    const folder = join("node_modules", name);
    const types = listFiles(join(project, folder)).filter(({ path }) => /^dist\/.*\.d\.ts$/.test(path));
    return types.map(({ path }) => join(folder, path));
  });
  const settings = {
    compilerOptions: {
      lib: ["es2023"],
      target: "es2022",
      module: "nodenext",
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    },
    files,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(settings));
  const output = await runCommand("tsc", ["-p", ".", "--pretty", "false"], { cwd: project, mayFail: true });
  const lines = output.split(/\r?\n/).map((line) => line.replaceAll("\\", "/"));
  return (name) => {
    // What the types of dependencies take for granted is theirs.
    const errors = lines.filter((line) => line.startsWith(`node_modules/${name}/`));
    const globals = new Set();
    const others = [];
    for (const error of errors) {
      const found = missing.map(({ pattern, prefix }) => [prefix, pattern.exec(error)?.[1]]).find(([, word]) => word);
      if (found === undefined) others.push(error);
      else globals.add(found.join(""));
    }
    if (others.length > 0) throw new Error(others.join("\n"));
    return [...globals];
  };
}
