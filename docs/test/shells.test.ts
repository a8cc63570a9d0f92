import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Comparisons } from "../../bench/src/shells/comparison.ts";
import { writeShellsPage } from "../../bench/src/shells/write-shells-page.ts";

const found = JSON.parse(readFileSync(new URL("../../bench/shells.json", import.meta.url), "utf8")) as Comparisons;

test("docs/from-sf-data.md has what both commands did (-u writes it)", async () => {
  await expect(writeShellsPage(found)).toMatchFileSnapshot("../from-sf-data.md");
});
