import { signal } from "@preact/signals";
import type { Scenario } from "@sfbulk/emulator";
import { announce } from "../announce.ts";
import { type Patience, runScenario, type ScenarioResult } from "./run-scenario.ts";

/** How each scenario that was played ended, by its name; `running` while it goes on, an Error where it could not be played. */
export const scenarioRuns = signal<ReadonlyMap<string, ScenarioResult | Error | "running">>(new Map());

const note = (name: string, result: ScenarioResult | Error | "running"): void =>
  void (scenarioRuns.value = new Map(scenarioRuns.value).set(name, result));

/** Plays one scenario. */
export async function playScenario(scenario: Scenario, patience: Patience): Promise<void> {
  note(scenario.name, "running");
  const result = await runScenario(scenario, patience).catch((error: unknown) => error as Error);
  note(scenario.name, result);
}

const atATime = 6;

/** Plays all of them, some at a time. */
export async function playAll(all: readonly Scenario[], patience: Patience): Promise<void> {
  const waiting = [...all];
  scenarioRuns.value = new Map();
  const play = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await playScenario(next, patience);
  };
  await Promise.all(Array.from({ length: atATime }, play));
  const results = [...scenarioRuns.value.values()];
  const good = results.filter((one) => one !== "running" && !(one instanceof Error) && one.asExpected).length;
  announce(`${good} of ${results.length} scenarios ended as expected`);
}
