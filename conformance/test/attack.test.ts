import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { seeded } from "../../tools/seeded.mjs";
import { attacks } from "../attack/attacks.ts";
import { newTally } from "../attack/verdict.ts";

// The long run attacks at length by a task of its own: `pnpm attack`.
test.each(attacks)("$attack.name: nothing that is promised breaks", async ({ attack, usual }) => {
  const { numRuns, seed } = seeded(usual, usual);
  const tally = newTally();
  await attack.run(tally, seed, numRuns);
  expect(tally.broken).toEqual([]);
  expect(tally.cases).toBe(numRuns);
  // An attack under which all goes well, or nothing does, is none.
  expect(Object.keys(tally.outcomes).length).toBeGreaterThan(1);
});

test("the model shares no code with what it judges, nor with the emulator", () => {
  const folder = new URL("../attack/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const imports = files.flatMap((file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    return [...text.matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(([, to = ""]) => ({ file, to }));
  });
  const allowed = (file: string): RegExp =>
    file.startsWith("model/")
      ? /^(?:node:|\.\/)/
      : /^(?:node:|\.{1,2}\/|(?:@sfbulk\/(?:browser|core|core\/relay|node)|esbuild|playwright)$)/;
  expect(imports.length).toBeGreaterThan(40);
  expect(imports.filter(({ file, to }) => !allowed(file).test(to))).toEqual([]);
  expect(imports.filter(({ to }) => /packages|emulator|\.\.\/\.\.\/(?!tools\/)/.test(to))).toEqual([]);
});
