import type { VNode } from "preact";
import { announcement } from "./announce.ts";
import { Header } from "./views/header.tsx";
import { late } from "./components/late.tsx";
import { Loading } from "./components/loading.tsx";
import type { ConsoleHost } from "./console-host.ts";
import { currentOrg, type Org, orgTrouble } from "./org/org.ts";
import { route } from "./router.ts";
import { EitherJobView } from "./views/either-job-view.tsx";
import { JobsView } from "./views/jobs-view.tsx";
import { LoadView } from "./views/load-view.tsx";
import { PageTroubleNotice } from "./views/page-trouble-notice.tsx";
import { WireView } from "./views/wire-view.tsx";

// What the first look at the jobs does not need.
const HistoryView = late(async () => (await import("./views/history-view.tsx")).HistoryView);
const QueryView = late(async () => (await import("./views/query-view.tsx")).QueryView);

/** The whole page, within what is around it. */
export function App({ host }: { readonly host: ConsoleHost }): VNode {
  return (
    <>
      <a class="skip-link" href="#main" onClick={skip}>
        Skip to content
      </a>
      <Header hasFaults={host.FaultsView !== undefined} />
      <main id="main" tabIndex={-1}>
        <PageTroubleNotice />
        <Place host={host} />
      </main>
      <div class="visually-hidden" aria-live="polite" role="status">
        {announcement.value}
      </div>
    </>
  );
}

/** The address is the router's: following the link would leave the view. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("main")?.focus();
}

function Place({ host: { starting, NoOrg, ConnectView, FaultsView } }: { readonly host: ConsoleHost }): VNode {
  const { view, id } = route.value;
  const org = currentOrg.value;
  const hasFaults = FaultsView !== undefined;
  if (view === "connect") return <ConnectView />;
  if (view === "wire") return <WireView hasFaults={hasFaults} />;
  if (view === "faults" && hasFaults && org !== undefined) return <FaultsView />;
  if (org !== undefined) return <OrgPlace org={org} view={view} id={id} />;
  const trouble = orgTrouble.value;
  return trouble === undefined ? <Loading text={starting} /> : <NoOrg trouble={trouble} />;
}

/** Views keep what they show as long as the org and the job stay the same. */
function OrgPlace({ org, view, id }: { readonly org: Org; readonly view: string; readonly id: string }): VNode {
  const key = `${org.instanceUrl} ${id}`;
  if (view === "job") return <EitherJobView key={key} org={org} jobId={id} />;
  if (view === "load") return <LoadView key={key} org={org} />;
  if (view === "query") return <QueryView key={org.instanceUrl} org={org} />;
  if (view === "history") return <HistoryView key={org.instanceUrl} org={org} />;
  return <JobsView key={key} org={org} />;
}
