import { expect, test } from "vitest";
import { planRuns } from "../src/matrix/plan-runs.ts";
import type { Runtime } from "../src/runtimes/runtime.ts";
import type { Variant } from "../src/variants/variant.ts";

const start = (name: string, engine: Runtime["engine"]): Parameters<typeof planRuns>[0][number] => ({
  runtime: { name, engine } as Runtime,
  ready: { version: "1", run: async () => await Promise.resolve(), close: async () => {} },
});
const started = [start("Node 20", "Node.js"), start("Node 22", "Node.js"), start("Deno", "Deno")];
const variants = ["sources", "packed", "minified"].map((name) => ({ name }) as Variant);
const planned = (whole: boolean): string[] =>
  planRuns(started, variants, whole).map(
    ({ runtime, variant, oneWay }) => `${runtime.name}, ${variant.name}, ${oneWay ? "one way" : "every way"}`,
  );

test("what is published runs everywhere, the other forms once in each engine", () => {
  expect(planned(false)).toEqual([
    "Node 20, sources, one way",
    "Node 20, packed, every way",
    "Node 20, minified, one way",
    "Node 22, packed, every way",
    "Deno, sources, one way",
    "Deno, packed, every way",
    "Deno, minified, one way",
  ]);
});

test("in the long run, all of them everywhere", () => {
  expect(planned(true)).toHaveLength(9);
  expect(planned(true).every((line) => line.endsWith("every way"))).toBe(true);
});
