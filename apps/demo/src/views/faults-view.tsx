import { scenarios } from "@sfbulk/emulator";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { formatNumber } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { PageHead } from "../components/page-head.tsx";
import { ProgressBar } from "../components/progress-bar.tsx";
import type { Patience } from "../faults/run-scenario.ts";
import { ScenarioMenu } from "../faults/scenario-menu.tsx";
import { playAll, playScenario, scenarioRuns } from "../faults/scenario-runs.ts";
import { ScenarioStage } from "../faults/scenario-stage.tsx";

const first = "answer-lost";
/** The others are about jobs of Bulk API 2.0. */
const closings = scenarios.filter(({ call }) => call === "closeJob");

/** What can go wrong when a job is closed, to be watched. */
export function FaultsView(): VNode | null {
  const [name, setName] = useState(first);
  const [text, setText] = useState("");
  const [patience, setPatience] = useState<Patience>("quick");
  const runs = [...scenarioRuns.value.values()];
  const isBusy = runs.includes("running");
  const over = runs.filter((run) => run !== "running");
  const good = over.filter((run) => !(run instanceof Error) && run.asExpected).length;
  const words = text.toLowerCase().trim();
  const found = closings.filter((one) => `${one.name.replaceAll("-", " ")} ${one.story}`.toLowerCase().includes(words));
  const scenario = found.find((one) => one.name === name) ?? found[0];
  return (
    <>
      <PageHead
        icon="bolt"
        title="Faults"
        actions={
          <>
            <label class="check">
              <input
                type="checkbox"
                checked={patience === "default"}
                onChange={(event) => setPatience(event.currentTarget.checked ? "default" : "quick")}
              />
              Real pauses
            </label>
            <button type="button" class="button" disabled={isBusy} onClick={() => void playAll(closings, patience)}>
              <Icon name="play" />
              Play all {closings.length}
            </button>
          </>
        }
      >
        <p class="quiet">
          Pick what goes wrong, close the job, and watch how it is settled. Each has an emulated org of its own.
        </p>
      </PageHead>
      {runs.length > 1 ? (
        <section class="card settlement" aria-label="Scenarios played">
          <div class="settlement-head">
            <h2 data-testid="played">
              {formatNumber(good)} of {formatNumber(isBusy ? closings.length : over.length)} as expected
            </h2>
          </div>
          <ProgressBar
            label="Scenarios played"
            value={over.length}
            max={isBusy ? closings.length : over.length}
            bad={over.length - good}
          />
        </section>
      ) : null}
      <div class="faults">
        <section class="card" aria-label="Scenarios">
          <label class="search">
            <Icon name="search" />
            <span class="visually-hidden">Find a scenario</span>
            <input
              type="search"
              placeholder="answer lost, session, 503…"
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <ScenarioMenu scenarios={found} chosen={scenario?.name ?? ""} onChoose={setName} />
        </section>
        {scenario === undefined ? null : (
          <ScenarioStage key={scenario.name} scenario={scenario} onPlay={() => void playScenario(scenario, patience)} />
        )}
      </div>
    </>
  );
}
