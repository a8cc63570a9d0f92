import type { Scenario } from "@sfbulk/emulator";
import type { VNode } from "preact";
import { Icon } from "../components/icon.tsx";
import { scenarioRuns } from "./scenario-runs.ts";

/** The scenarios to choose from. */
export interface ScenarioMenuProps {
  readonly scenarios: readonly Scenario[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** The menu of what can go wrong, each with how it ended last. */
export function ScenarioMenu({ scenarios, chosen, onChoose }: ScenarioMenuProps): VNode {
  return (
    <ul class="scenario-menu">
      {scenarios.map(({ name, story }) => (
        <li key={name}>
          <button
            type="button"
            class="scenario"
            aria-pressed={name === chosen}
            data-scenario={name}
            onClick={() => onChoose(name)}
          >
            <Mark name={name} />
            <span class="scenario-name">{name.replaceAll("-", " ")}</span>
            <span class="scenario-story quiet">{story}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Mark({ name }: { readonly name: string }): VNode {
  const run = scenarioRuns.value.get(name);
  if (run === undefined) return <span class="mark" data-run="none" />;
  if (run === "running") {
    return (
      <span class="mark" data-run="running">
        <span class="spinner" aria-hidden="true" />
        <span class="visually-hidden">is running: </span>
      </span>
    );
  }
  const isGood = !(run instanceof Error) && run.asExpected;
  return (
    <span class="mark" data-run={isGood ? "expected" : "unexpected"}>
      <Icon name={isGood ? "check" : "cross"} />
      <span class="visually-hidden">{isGood ? "as expected: " : "not as expected: "}</span>
    </span>
  );
}
