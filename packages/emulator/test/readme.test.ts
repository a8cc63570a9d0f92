import { readFileSync } from "node:fs";
import { controlMethods } from "../src/control/emulator-control.ts";
import { expect, test } from "vitest";
import { faultKinds, scenarios } from "@sfbulk/emulator";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README has every fault, every scenario with its id and its story, and every method of the control", () => {
  for (const kind of faultKinds) expect(readme).toContain(`| \`${kind}\` |`);
  expect(readme).toContain(`fail in ${faultKinds.length} ways`);
  for (const { id, name, story, expected } of scenarios) {
    expect(readme).toContain(`| \`${name}\` | \`${id}\` | ${story} | ${expected.outcome}`);
  }
  for (const method of controlMethods) expect(readme).toContain(`${method}(`);
});
