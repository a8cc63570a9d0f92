import { expect, test } from "vitest";
import { planRuns } from "../src/matrix/plan-runs.ts";
import type { Runtime } from "../src/runtimes/runtime.ts";
import type { Variant } from "../src/variants/variant.ts";

const runtime = (name: string, engine: Runtime["engine"], wrapping: Runtime["host"]["wrapping"] = "process"): Runtime =>
  ({ name, engine, host: { wrapping, conditions: [] } }) as unknown as Runtime;
const nodes = ["Node 20", "Node 22", "Node 24"].map((name) => runtime(name, "Node.js"));
const picked = [...nodes, runtime("Deno", "Deno"), runtime("workerd", "workerd", "workerModule")];
const variants = ["sources", "packed", "minified"].map((name) => ({ name }) as Variant);
const planned = (whole: boolean): string[] =>
  planRuns(picked, variants, whole).map((run) => `${run.runtime.name}, ${run.variant.name}, ${run.ways}`);

test("what is published runs over HTTP at both ends of an engine; another form in process, once in each engine", () => {
  expect(planned(false)).toEqual([
    "Node 20, packed, HTTP",
    "Node 24, packed, HTTP",
    "Node 24, minified, in process",
    "Deno, sources, in process",
    "Deno, packed, HTTP",
    "workerd, packed, HTTP",
    "workerd, minified, in process",
  ]);
});

test("in the long run, all of them everywhere", () => {
  expect(planned(true)).toHaveLength(15);
  expect(planned(true).every((line) => line.endsWith(", all"))).toBe(true);
});
