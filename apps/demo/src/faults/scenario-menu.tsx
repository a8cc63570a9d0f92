import type { Scenario } from "@sfbulk/emulator";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import { scenarioTitle } from "./scenario-title.ts";
import { scenarioRuns } from "./scenario-runs.ts";

/** The scenarios to choose from. */
export interface ScenarioMenuProps {
  readonly scenarios: readonly Scenario[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** The menu of what can go wrong, each with how it ended last. */
export function ScenarioMenu({ scenarios, chosen, onChoose }: ScenarioMenuProps): VNode {
  const list = useRef<HTMLUListElement>(null);
  // The page itself is not to move.
  useEffect(() => {
    const { current } = list;
    const entry = current?.querySelector<HTMLElement>('[aria-pressed="true"]');
    if (current === null || entry === null || entry === undefined) return;
    const top = entry.offsetTop - current.offsetTop;
    if (top < current.scrollTop || top + entry.offsetHeight > current.scrollTop + current.clientHeight)
      current.scrollTop = top - current.clientHeight / 3;
  }, [chosen]);
  return (
    <ul ref={list} class="scenario-menu">
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
            <span class="scenario-name">{scenarioTitle(name)}</span>
            <span class="scenario-story quiet">{story}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Mark({ name }: { readonly name: string }): VNode {
  const run = scenarioRuns.value.get(name);
  if (run === undefined) return <span />;
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
