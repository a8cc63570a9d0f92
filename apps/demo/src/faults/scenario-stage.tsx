import type { Scenario, ScenarioOutcome } from "@sfbulk/emulator";
import type { VNode } from "preact";
import { CopyButton } from "../components/copy-button.tsx";
import { formatDuration } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { AttemptsLine } from "../wire/attempts-line.tsx";
import { conversationsOf } from "../wire/conversations.ts";
import { wireLog } from "../wire/wire-log.ts";
import { goTo } from "../router.ts";
import type { ScenarioResult } from "./run-scenario.ts";
import { scenarioTitle } from "./scenario-title.ts";
import { scenarioRuns } from "./scenario-runs.ts";

/** One scenario: what is going to happen, and what did. */
export function ScenarioStage({
  scenario,
  onPlay,
}: {
  readonly scenario: Scenario;
  readonly onPlay: () => void;
}): VNode {
  const { name, id, story, setup, expected } = scenario;
  const run = scenarioRuns.value.get(name);
  const result = run === undefined || run === "running" || run instanceof Error ? undefined : run;
  return (
    <section class="card stage" aria-labelledby="scenario">
      <div class="card-head">
        <h2 id="scenario">{scenarioTitle(name)}</h2>
        <button type="button" class="button brand" disabled={run === "running"} onClick={onPlay}>
          <Icon name="play" />
          {run === "running" ? "Closing…" : "Close the job"}
        </button>
      </div>
      <p class="stage-story">{story}</p>
      <p class="stage-job">
        Job <span class="id">{id}</span> <CopyButton text={id} label="Copy the job's id" />
      </p>
      {setup.faults.length === 0 ? null : (
        <ul class="reasons" aria-label="Faults">
          {setup.faults.map(({ kind, times = 1 }) => (
            <li key={kind}>
              <code>{kind}</code> {times === "always" ? "every time" : times === 1 ? "once" : `${times} times`}
            </li>
          ))}
        </ul>
      )}
      <div class="verdicts">
        <Outcome title="Expected" outcome={expected} />
        {result === undefined ? (
          <div class="verdict" data-tone="quiet">
            <h3>Came of it</h3>
            <p class="quiet">{run === "running" ? "Watching…" : "Press “Close the job”."}</p>
          </div>
        ) : (
          <Outcome title="Came of it" outcome={result.outcome} asExpected={result.asExpected} />
        )}
      </div>
      {run instanceof Error ? (
        <Notice tone="bad" title="The scenario could not be played">
          <p>{run.message}</p>
        </Notice>
      ) : null}
      {result === undefined ? null : <Account result={result} />}
    </section>
  );
}

function Outcome({
  title,
  outcome,
  asExpected,
}: {
  readonly title: string;
  readonly outcome: ScenarioOutcome;
  readonly asExpected?: boolean;
}): VNode {
  const lines: readonly (readonly [string, string | number | undefined])[] = [
    ["outcome", outcome.outcome],
    ["code", outcome.exceptionCode],
    ["proved by", outcome.verifiedBy],
    ["sent", outcome.attempts === undefined ? undefined : `${outcome.attempts}×`],
    ["job afterwards", outcome.jobState ?? "none"],
  ];
  return (
    <div class="verdict" data-tone={asExpected === undefined ? "quiet" : asExpected ? "good" : "bad"}>
      <h3>
        {title}
        {asExpected === undefined ? null : (
          <span class="badge" data-tone={asExpected ? "good" : "bad"}>
            {asExpected ? "as expected" : "not as expected"}
          </span>
        )}
      </h3>
      <dl>
        {lines.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </div>
  );
}

function Account({ result: { text, action, milliseconds } }: { readonly result: ScenarioResult }): VNode {
  const [conversation] = conversationsOf(wireLog.value.filter((one) => one.action === action));
  return (
    <>
      <p class="stage-text">{text}</p>
      {conversation === undefined ? null : (
        <AttemptsLine conversation={conversation} chosen={-1} onChoose={(sequence) => goTo(`wire/${sequence}`)} />
      )}
      <p class="quiet">
        Settled in {formatDuration(milliseconds)}. <a href={`#/wire/${conversation?.key ?? ""}`}>See it on the wire</a>
      </p>
    </>
  );
}
