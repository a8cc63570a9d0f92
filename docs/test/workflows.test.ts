import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../.github/workflows/", import.meta.url);

test.each(readdirSync(folder))("%s runs actions by their commits, since a tag can be moved", (file) => {
  const used = [...readFileSync(new URL(file, folder), "utf8").matchAll(/^ *(?:- )?uses: (.+)$/gm)].map(
    ([, name]) => name,
  );
  expect(used.length).toBeGreaterThan(0);
  const pinned = /^(?:\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
  expect(used.filter((name) => name === undefined || !pinned.test(name))).toEqual([]);
});
