import { expect, test } from "vitest";
import { seeded } from "../../tools/seeded.mjs";
import { cutCloses } from "../attack/kinds/cut-closes.ts";
import { ingest } from "../attack/kinds/ingest.ts";
import { loads } from "../attack/kinds/loads.ts";
import { programs } from "../attack/kinds/programs.ts";
import { newTally } from "../attack/verdict.ts";

test.each([cutCloses, programs, loads, ingest])("$name: nothing that is promised breaks", async (attack) => {
  const { numRuns, seed } = seeded(1000, 1000);
  const tally = newTally();
  await attack.run(tally, seed, numRuns);
  console.log(tally);
  expect(tally.broken).toEqual([]);
  expect(tally.cases).toBe(numRuns);
});
