import { announcement } from "demo/src/announce.ts";
import { Icon } from "demo/src/components/icon.tsx";
import { Loading } from "demo/src/components/loading.tsx";
import { Notice } from "demo/src/components/notice.tsx";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { askForSalesforce, onAccessChange } from "../browser/salesforce-access.ts";
import { consoleUrl, type OrgPlace } from "../orgs/org-place.ts";
import { SessionTrouble } from "../orgs/session-trouble.tsx";
import { lookAt, lookState } from "./look-state.ts";
import { OrgHead } from "./org-head.tsx";
import { StaleJobs } from "./stale-jobs.tsx";
import { watchedTab } from "./watched-tab.ts";

/** The popup and the panel: whose org the tab shows, and which of its jobs nobody has closed. */
export function Look(): VNode {
  const tab = watchedTab.value;
  useEffect(() => {
    void lookAt(tab);
  }, [tab]);
  useEffect(() => onAccessChange(() => void lookAt(watchedTab.value)), []);
  return (
    <>
      <main class="look">
        <Content onChoose={(place) => void lookAt(tab, place)} />
        <p class="look-foot">
          <button type="button" class="link" onClick={() => void chrome.runtime.openOptionsPage()}>
            Options
          </button>
        </p>
      </main>
      <div class="visually-hidden" aria-live="polite" role="status">
        {announcement.value}
      </div>
    </>
  );
}

function Content({ onChoose }: { readonly onChoose: (place: OrgPlace) => void }): VNode {
  const state = lookState.value;
  switch (state.kind) {
    case "reading":
      return <Loading text="Looking at the org" />;
    case "no-access":
      return (
        <Notice tone="warn" title="This browser does not let sfbulk see Salesforce">
          <p>It needs to see Salesforce's pages, and whose session they have. Other sites it never sees.</p>
          <p>
            <button type="button" class="button brand" onClick={() => void askForSalesforce()}>
              Allow it
            </button>
          </p>
        </Notice>
      );
    case "choose":
      return <Choose orgs={state.orgs} onChoose={onChoose} />;
    case "failed":
      return (
        <SessionTrouble
          error={state.error}
          place={state.place}
          onRetry={() => void lookAt(watchedTab.value, state.place)}
        />
      );
    case "jobs":
      return (
        <>
          <OrgHead session={state.session} />
          <StaleJobs key={state.session.place.host} session={state.session} jobs={state.jobs} />
          <p class="look-actions">
            <a class="button" href={consoleUrl(state.session.place)} target="_blank">
              <Icon name="list" />
              All jobs
            </a>
            <a class="button" href={consoleUrl(state.session.place, "load")} target="_blank">
              <Icon name="upload" />
              Load a file
            </a>
          </p>
        </>
      );
    default:
      throw new Error("There is no such state");
  }
}

function Choose({
  orgs,
  onChoose,
}: {
  readonly orgs: readonly OrgPlace[];
  readonly onChoose: (place: OrgPlace) => void;
}): VNode {
  if (orgs.length === 0) {
    return (
      <Notice tone="info" title="There is no org yet">
        <p>Sign in to Salesforce in this browser, and open this again.</p>
      </Notice>
    );
  }
  return (
    <section class="look-orgs" aria-labelledby="orgs">
      <h1 id="orgs">Orgs of this browser</h1>
      <ul>
        {orgs.map((place) => (
          <li key={`${place.host} ${place.storeId ?? ""}`}>
            <button type="button" class="button" onClick={() => onChoose(place)}>
              {place.host}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
