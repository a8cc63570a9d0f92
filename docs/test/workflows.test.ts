import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkedNodes } from "../../bench/src/check/comparison.ts";

const folder = new URL("../../.github/workflows/", import.meta.url);

test.each(readdirSync(folder))("%s runs actions by their commits, since a tag can be moved", (file) => {
  const used = [...readFileSync(new URL(file, folder), "utf8").matchAll(/^ *(?:- )?uses: (.+)$/gm)].map(
    ([, name]) => name,
  );
  expect(used.length).toBeGreaterThan(0);
  const pinned = /^(?:\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
  expect(used.filter((name) => name === undefined || !pinned.test(name))).toEqual([]);
});

test("bench.yml makes the check in each Node.js that there are bars for, and shows it in the job's page", () => {
  const text = readFileSync(new URL("bench.yml", folder), "utf8");
  expect(text).toContain(`node: [${checkedNodes.join(", ")}]`);
  const [, command = "", page] = /^ *(npx .* bench --check) \| tee -a (.+)$/m.exec(text) ?? [];
  expect(page).toBe('"$GITHUB_STEP_SUMMARY"');
  // Without it, the job would end as `tee` does.
  expect(text.slice(0, text.indexOf(command))).toMatch(/^ *set -o pipefail$/m);
});
