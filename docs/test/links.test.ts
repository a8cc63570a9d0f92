import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { findFiles, root } from "./find-files.ts";

/** The text of a page without what is code. */
const proseOf = (file: string): string =>
  readFileSync(file, "utf8")
    .replace(/^```.*?^```$/gms, "")
    .replace(/`[^`\n]*`/g, "code");

/** The anchors of a page: those that stand in it, and those that GitHub makes of its headings. */
function anchorsOf(file: string): Set<string> {
  const text = readFileSync(file, "utf8").replace(/^```.*?^```$/gms, "");
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id)]);
}

test("every link from a page to another file leads somewhere", () => {
  const broken: string[] = [];
  let count = 0;
  for (const file of findFiles().filter((path) => path.endsWith(".md"))) {
    for (const [, address = ""] of proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(address)) continue;
      count++;
      const [path = "", anchor] = address.split("#");
      const target = path === "" ? file : join(dirname(file), path);
      const isThere = existsSync(target);
      const isAnchored =
        anchor === undefined || (isThere && statSync(target).isFile() && anchorsOf(target).has(anchor));
      if (!isThere || !isAnchored) broken.push(`${relative(root, file)}: ${address}`);
    }
  }
  expect(count).toBeGreaterThan(100);
  expect(broken).toEqual([]);
});
