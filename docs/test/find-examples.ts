import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** A piece of TypeScript that stands in a page or above a function, for people to copy. */
export interface Example {
  /** Where it stands: file and line. */
  readonly place: string;
  readonly code: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const elsewhere = new Set([
  // Deno runs the examples of its own package (`deno test --doc`), with the permissions that its page names.
  join(root, "packages", "deno"),
  // Made from the comments, where each of these examples is found.
  join(root, "docs", "reference"),
]);
const skipped = new Set(["node_modules", "dist", ".turbo", ".git", "CHANGELOG.md", "test"]);

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skipped.has(entry.name) || elsewhere.has(path)) return [];
    if (entry.isDirectory()) return files(path);
    return /\.(?:md|ts)$/.test(entry.name) ? [path] : [];
  });
}

/** Finds every example of the project: the `ts` blocks of its pages, and those in the comments of its sources. */
export const findExamples = (): Example[] =>
  files(root).flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const pattern = file.endsWith(".md") ? /^```ts\n(.*?)^```/gms : /^ *\* ```ts\n(.*?)^ *\* ```/gms;
    return [...text.matchAll(pattern)].map(({ index, 1: block = "" }) => ({
      place: `${relative(root, file)}:${text.slice(0, index).split("\n").length}`,
      code: file.endsWith(".md") ? block : block.replace(/^ *\* ?/gm, ""),
    }));
  });
