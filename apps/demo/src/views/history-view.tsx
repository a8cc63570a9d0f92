import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { EmptyState } from "../components/empty-state.tsx";
import { plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Loading } from "../components/loading.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHead } from "../components/page-head.tsx";
import { Question, type QuestionProps } from "../components/question.tsx";
import { saveFile } from "../components/save-file.ts";
import {
  daysToKeep,
  forgetActions,
  historyTrouble,
  keepFor,
  keptDays,
  olderThan,
  pastActions,
  readHistory,
} from "../history/history.ts";
import type { PastAction } from "../history/past-action.ts";
import { PastEntry } from "../history-list/past-entry.tsx";
import type { Org } from "../org/org.ts";

const fail = (error: unknown): void => void (historyTrouble.value = error as Error);

/** What this user did in this org from this browser. */
export function HistoryView({ org }: { readonly org: Org }): VNode {
  const [isAsked, setAsked] = useState(false);
  const [shorter, setShorter] = useState<{ readonly days: number; readonly count: number } | undefined>(undefined);
  const keep = async (days: number): Promise<void> => {
    const { length: count } = await olderThan(days);
    if (count === 0) await keepFor(days, org);
    else setShorter({ days, count });
  };
  useEffect(() => {
    readHistory(org).catch(fail);
  }, [org]);
  const past = pastActions.value;
  const loose = past?.filter(({ isPinned }) => !isPinned) ?? [];
  const trouble = historyTrouble.value;
  return (
    <>
      <PageHead
        icon="clock"
        title="History"
        actions={
          <>
            <label class="inline-field">
              Keep for
              <select
                value={String(shorter?.days ?? keptDays.value)}
                onChange={({ currentTarget }) => void keep(Number(currentTarget.value)).catch(fail)}
              >
                {daysToKeep.map((days) => (
                  <option key={days} value={String(days)}>
                    {daysInWords(days)}
                  </option>
                ))}
              </select>
            </label>
            <button
              type="button"
              class="button"
              disabled={past === undefined || past.length === 0}
              onClick={() => exportHistory(past ?? [], org)}
            >
              <Icon name="download" />
              Export
            </button>
            <button type="button" class="button" disabled={loose.length === 0} onClick={() => setAsked(true)}>
              <Icon name="cross" />
              Delete all
            </button>
          </>
        }
      >
        <p class="quiet">
          What was loaded, closed and aborted in this org, by this user, in this browser. What is pinned stays.
        </p>
      </PageHead>
      {trouble === undefined ? null : (
        <Notice tone="bad" title="The history cannot be kept">
          <p>{trouble.message}</p>
        </Notice>
      )}
      {past === undefined ? (
        trouble === undefined && <Loading text="Reading the history" />
      ) : (
        <section class="card" aria-label="History">
          {past.length === 0 ? (
            <EmptyState
              icon="clock"
              title="Nothing was done here yet"
              action={
                <a class="button" href="#/load">
                  Load a file
                </a>
              }
            />
          ) : (
            <ul class="past-list">
              {past.map((action) => (
                <PastEntry key={action.id} action={action} org={org} />
              ))}
            </ul>
          )}
        </section>
      )}
      {shorter === undefined ? null : (
        <ForgetQuestion
          title={`Delete ${plural(shorter.count, "entry", "entries")} older than ${daysInWords(shorter.days)}?`}
          yes={`Delete ${plural(shorter.count, "entry", "entries")}`}
          onYes={() => {
            setShorter(undefined);
            void keepFor(shorter.days, org).catch(fail);
          }}
          onCancel={() => setShorter(undefined)}
        >
          From now on nothing that is not pinned is kept for longer, in any org that was used from this browser.
        </ForgetQuestion>
      )}
      {isAsked ? (
        <ForgetQuestion
          title={`Delete ${plural(loose.length, "entry", "entries")} from the history?`}
          yes={`Delete ${plural(loose.length, "entry", "entries")}`}
          onYes={() => {
            setAsked(false);
            void forgetActions(
              loose.map(({ id }) => id),
              org,
            ).catch(fail);
          }}
          onCancel={() => setAsked(false)}
        >
          Those of this user in this org. Pinned entries stay.
        </ForgetQuestion>
      ) : null}
    </>
  );
}

const daysInWords = (days: number): string => (days === 365 ? "a year" : `${days} days`);

/** Asks before entries are forgotten. */
const ForgetQuestion = ({ title, yes, children, onYes, onCancel }: Omit<QuestionProps, "tone" | "noUndo">): VNode => (
  <Question title={title} yes={yes} tone="destructive" onYes={onYes} onCancel={onCancel}>
    <p>{children} The org is not concerned: its jobs and records stay as they are.</p>
  </Question>
);

/** Has the browser save the history as JSON; rows that are kept here are not in it, and what opens files is of no use there. */
function exportHistory(past: readonly PastAction[], org: Org): void {
  const text = JSON.stringify(
    past,
    (key, value: unknown) => (key === "keptRows" || key === "handle" ? undefined : value),
    2,
  );
  saveFile(new Blob([text], { type: "application/json" }), `sfbulk-history-${new URL(org.instanceUrl).hostname}.json`);
}
