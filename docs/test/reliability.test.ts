import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { AttackRecord } from "../../conformance/attack/record.ts";
import { writeReliability } from "./write-reliability.ts";

const path = new URL("../../conformance/attack/record.json", import.meta.url);
const record = JSON.parse(readFileSync(path, "utf8")) as AttackRecord;

test("docs/reliability.md has what the attacks came to (pnpm vitest --project docs -u writes it)", async () => {
  await expect(writeReliability(record)).toMatchFileSnapshot("../reliability.md");
});

test("at least 20,000 closes were cut, and no promise was broken", () => {
  const closes = record.attacks.find(({ name }) => name === "closes");
  expect(closes?.cases).toBeGreaterThanOrEqual(20_000);
  expect(record.attacks.map(({ broken, unhandledRejections }) => broken + unhandledRejections)).toEqual(
    record.attacks.map(() => 0),
  );
});
