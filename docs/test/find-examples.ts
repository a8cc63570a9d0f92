import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { findFiles, root } from "./find-files.ts";

/** A piece of TypeScript that stands in a page or above a function, for people to copy. */
export interface Example {
  /** Where it stands: file and line. */
  readonly place: string;
  readonly code: string;
}

const elsewhere = [
  // Deno runs the examples of its own package (`deno test --doc`), with the permissions that its page names.
  join(root, "packages", "deno"),
  // Made from the comments, where each of these examples is found.
  join(root, "docs", "reference"),
];

/** Finds every example of the project: the `ts` blocks of its pages, and those in the comments of its sources. */
export const findExamples = (): Example[] =>
  findFiles()
    .filter((file) => elsewhere.every((folder) => !file.startsWith(folder + sep)))
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      const pattern = file.endsWith(".md") ? /^```ts\n(.*?)^```/gms : /^ *\* ```ts\n(.*?)^ *\* ```/gms;
      return [...text.matchAll(pattern)].map(({ index, 1: block = "" }) => ({
        place: `${relative(root, file)}:${text.slice(0, index).split("\n").length}`,
        code: file.endsWith(".md") ? block : block.replace(/^ *\* ?/gm, ""),
      }));
    });
