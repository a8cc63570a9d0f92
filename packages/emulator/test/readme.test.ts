import { readFileSync } from "node:fs";
import { controlMethods } from "../src/control/emulator-control.ts";
import { expect, test } from "vitest";
import { faultKinds, scenarios } from "@sfbulk/emulator";
import { readFacts } from "./facts/read-facts.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README has every fault, every scenario with its id and its story, and every method of the control", () => {
  for (const kind of faultKinds) expect(readme).toContain(`| \`${kind}\` |`);
  expect(readme).toContain(`fail in ${faultKinds.length} ways`);
  for (const { id, name, story, expected } of scenarios) {
    expect(readme).toContain(`| \`${name}\` | \`${id}\` | ${story} | ${expected.outcome}`);
  }
  for (const method of controlMethods) expect(readme).toContain(`${method}(`);
});

test("the README lists the guesses of facts.md, and no others (-u writes them)", async () => {
  const guesses = readFacts().filter(({ evidence }) => evidence === "guessed");
  const list = guesses.map(({ number, text }) => `- ${number}: ${text}\n`).join("");
  const [, before = "", after = ""] = /^(.*\n## What is guessed\n\n[^\n]+\n\n).*?(\n## .*)$/s.exec(readme) ?? [];
  await expect(`${before}${list}${after}`).toMatchFileSnapshot("../README.md");
});
