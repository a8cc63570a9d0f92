import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { DismissButton } from "../components/dismiss-button.tsx";
import { formatDuration, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { ProgressBar } from "../components/progress-bar.tsx";
import { type EndKind, endKinds } from "./job-end.ts";
import { type Settlement, settlement } from "./settle-jobs.ts";

const mostShown = 100;

/** How the closing or aborting of jobs goes, and went; it stays until it is dismissed. */
export function SettlementPanel(): VNode | null {
  const settled = settlement.value;
  const isRunning = settled?.isRunning ?? false;
  useEffect(() => {
    if (settled !== undefined && !isRunning) announce(inWords(settled));
  }, [isRunning]);
  if (settled === undefined) return null;
  const { verb, total, ends } = settled;
  const bad = ends.filter(({ kind }) => kind !== "done" && kind !== "already").length;
  return (
    <section class="card settlement" aria-label={verb === "close" ? "Closing" : "Aborting"}>
      <div class="settlement-head">
        <h2>
          {isRunning ? (verb === "close" ? "Closing" : "Aborting") : verb === "close" ? "Closed" : "Aborted"}{" "}
          <span data-testid="settled">
            {formatNumber(isRunning ? ends.length : ends.length - bad)} of {formatNumber(total)}
          </span>
        </h2>
        <span class="quiet">
          {settled.endedAt === undefined ? "" : `took ${formatDuration(settled.endedAt - settled.beganAt)}`}
        </span>
        {isRunning ? (
          <button type="button" class="button small" onClick={settled.stop}>
            <Icon name="stop" />
            Stop
          </button>
        ) : (
          <DismissButton isSmall onClick={() => (settlement.value = undefined)} />
        )}
      </div>
      <ProgressBar
        label={`Jobs ${verb === "close" ? "closed" : "aborted"}`}
        value={ends.length}
        max={total}
        bad={bad}
      />
      <Ends settled={settled} />
    </section>
  );
}

function Ends({ settled: { verb, ends } }: { readonly settled: Settlement }): VNode {
  const [chosen, setChosen] = useState<EndKind | undefined>(undefined);
  const kinds = endKinds.flatMap((one) => {
    const count = ends.filter(({ kind }) => kind === one.kind).length;
    return count === 0 ? [] : [{ ...one, count }];
  });
  const worstFirst = kinds.toReversed();
  const kind = worstFirst.find((one) => one.kind === chosen) ?? worstFirst[0];
  const shown = ends.filter((end) => end.kind === kind?.kind);
  return (
    <>
      <div class="segments" role="group" aria-label="Outcomes">
        {kinds.map((one) => (
          <button
            key={one.kind}
            type="button"
            data-tone={one.tone}
            aria-pressed={one.kind === kind?.kind}
            onClick={() => setChosen(one.kind)}
          >
            {one[verb]} <span class="count">{formatNumber(one.count)}</span>
          </button>
        ))}
      </div>
      <ul class="ends">
        {shown.slice(0, mostShown).map(({ jobId, text }) => (
          <li key={jobId}>
            <a class="id" href={`#/jobs/${jobId}`}>
              {jobId}
            </a>
            <span>{text}</span>
          </li>
        ))}
      </ul>
      {shown.length > mostShown ? (
        <p class="quiet">and {formatNumber(shown.length - mostShown)} more of the kind</p>
      ) : null}
    </>
  );
}

const inWords = ({ verb, ends }: Settlement): string =>
  endKinds
    .flatMap((one) => {
      const count = ends.filter(({ kind }) => kind === one.kind).length;
      return count === 0 ? [] : [`${one[verb]}: ${plural(count, "job")}`];
    })
    .join(", ");
