import { expect, test } from "vitest";
import { findNamingTests } from "./facts/find-named.ts";
import { readFacts, readSources } from "./facts/read-facts.ts";
import { findStrayWords, writeCoverage } from "./facts/write-coverage.ts";

const facts = readFacts().filter(({ evidence }) => evidence !== "guessed");

test("every fact has a test that names it", () => {
  const named = new Set(findNamingTests().flatMap((naming) => naming.facts));
  const unproved = facts.filter(({ number }) => !named.has(number)).map(({ number, text }) => `${number} ${text}`);
  console.info(unproved.length === 0 ? "All facts have a test" : `Facts without a test:\n${unproved.join("\n")}`);
  expect(unproved).toEqual([]);
});

test("tests name no fact that there is not", () => {
  const known = new Set(facts.map(({ number }) => number));
  const unknown = findNamingTests().filter((naming) => naming.facts.some((number) => !known.has(number)));
  expect(unknown).toEqual([]);
});

test("every fact says by what it is known, and no number is given twice", () => {
  const numbers = readFacts().map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  const sources = readSources();
  for (const { number, evidence, sources: names, where } of facts) {
    expect(["recorded", "documented"], number).toContain(evidence);
    expect(names, number).not.toEqual([]);
    expect(where, number).not.toEqual([]);
    for (const name of names) expect(sources.get(name), `${number} ${name}`).toMatch(/^https:\/\//);
  }
  const used = new Set(facts.flatMap((fact) => fact.sources));
  expect([...sources.keys()].filter((name) => !used.has(name))).toEqual([]);
});

test("every place that a fact names is one of the emulator's", () => {
  expect(findStrayWords()).toEqual([]);
});

test("docs/emulator-coverage.md is what routes, facts and tests come to (-u writes it)", async () => {
  await expect(writeCoverage()).toMatchFileSnapshot("../../../docs/emulator-coverage.md");
});
