import { expect, test } from "vitest";
import { planRuns } from "../src/matrix/plan-runs.ts";
import type { Runtime } from "../src/runtimes/runtime.ts";
import type { Variant } from "../src/variants/variant.ts";

const start = (name: string, engine: Runtime["engine"]): Parameters<typeof planRuns>[0][number] => ({
  runtime: { name, engine } as Runtime,
  ready: { version: "1", run: async () => await Promise.resolve(), close: async () => {} },
});
const nodes = ["Node 20", "Node 22", "Node 24"].map((name) => start(name, "Node.js"));
const started = [...nodes, start("Deno", "Deno")];
const variants = ["sources", "packed", "minified"].map((name) => ({ name }) as Variant);
const planned = (whole: boolean): string[] =>
  planRuns(started, variants, whole).map(({ runtime, variant, ways }) => `${runtime.name}, ${variant.name}, ${ways}`);

test("what is published runs everywhere, in process at both ends of an engine; the other forms once in each engine", () => {
  expect(planned(false)).toEqual([
    "Node 20, sources, last",
    "Node 20, packed, all",
    "Node 20, minified, last",
    "Node 22, packed, HTTP",
    "Node 24, packed, all",
    "Deno, sources, last",
    "Deno, packed, all",
    "Deno, minified, last",
  ]);
});

test("in the long run, all of them everywhere", () => {
  expect(planned(true)).toHaveLength(12);
  expect(planned(true).every((line) => line.endsWith(", all"))).toBe(true);
});
