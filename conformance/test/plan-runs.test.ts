import { conformanceCases } from "@sfbulk/emulator/conformance";
import { expect, test } from "vitest";
import { planRuns } from "../src/matrix/plan-runs.ts";
import type { Runtime } from "../src/runtimes/runtime.ts";
import type { Variant } from "../src/variants/variant.ts";

const runtime = (name: string, engine: Runtime["engine"], wrapping: Runtime["host"]["wrapping"] = "process"): Runtime =>
  ({ name, engine, host: { wrapping, conditions: [] } }) as unknown as Runtime;
const nodes = ["Node 20", "Node 22", "Node 24"].map((name) => runtime(name, "Node.js"));
const guest: Runtime = { ...runtime("Firefox page", "Firefox", "script"), isGuest: true };
const picked = [...nodes, runtime("Deno", "Deno"), runtime("workerd", "workerd", "workerModule"), guest];
const variants = ["sources", "packed", "minified"].map((name) => ({ name }) as Variant);
const planned = (whole: boolean): string[] =>
  planRuns(picked, variants, whole).map(
    ({ runtime: { name }, variant, ways, names }) =>
      `${name}, ${variant.name}, ${ways}${names === undefined ? "" : ", decisive cases"}`,
  );

test("what is published runs over HTTP at both ends of an engine, whole at the last; another form in process, once in each engine", () => {
  expect(planned(false)).toEqual([
    "Node 20, packed, HTTP, decisive cases",
    "Node 24, packed, HTTP",
    "Node 24, minified, in process",
    "Deno, sources, in process, decisive cases",
    "Deno, packed, HTTP",
    "workerd, packed, HTTP",
    "workerd, minified, in process, decisive cases",
    "Firefox page, minified, HTTP, decisive cases",
  ]);
});

test("in the long run, all of them everywhere; the engines of other browsers in one form", () => {
  expect(planned(true)).toHaveLength(16);
  expect(planned(true).every((line) => line.endsWith(", all"))).toBe(true);
  expect(planned(true).filter((line) => line.startsWith("Firefox"))).toEqual(["Firefox page, minified, all"]);
});

test("the engines of other browsers run the decisive cases, which there are, and all in the long run", () => {
  const namesOf = (whole: boolean): readonly string[] | undefined => planRuns([guest], variants, whole)[0]?.names;
  const all = conformanceCases.map(({ name }) => name);
  expect(namesOf(false)?.filter((name) => !all.includes(name))).toEqual([]);
  expect(namesOf(false)?.length).toBeGreaterThan(15);
  expect(namesOf(true)).toBeUndefined();
});
