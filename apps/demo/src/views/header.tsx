import type { VNode } from "preact";
import { countLoad, currentLoad, isLoading } from "../load/running/current-load.ts";
import { OrgBadge } from "../org/org-badge.tsx";
import { currentOrg, orgTrouble } from "../org/org.ts";
import { route } from "../router.ts";
import { switchTheme } from "../theme.ts";
import { Icon, type IconName } from "../components/icon.tsx";

const places: readonly {
  readonly view: string;
  readonly label: string;
  readonly icon: IconName;
  readonly also?: string;
}[] = [
  { view: "jobs", label: "Jobs", icon: "list", also: "job" },
  { view: "load", label: "Load", icon: "upload" },
  { view: "query", label: "Query", icon: "search" },
  { view: "history", label: "History", icon: "clock" },
  { view: "wire", label: "Wire", icon: "wire" },
  { view: "faults", label: "Faults", icon: "bolt" },
  { view: "connect", label: "Connect", icon: "plug" },
];

/** The bar with the name, the org and the places. */
export function Header({ hasFaults }: { readonly hasFaults: boolean }): VNode {
  const { view } = route.value;
  return (
    <header class="header">
      <div class="header-bar">
        <a class="logo" href="#/jobs" aria-label="sfbulk Console, jobs">
          <img src="./icon.svg" alt="" width="28" height="28" />
          <span class="logo-name">
            sfbulk <span>Console</span>
          </span>
        </a>
        <LoadChip />
        <OrgChip />
        <button type="button" class="icon-button" onClick={switchTheme} aria-label="Switch between light and dark">
          <Icon name="contrast" />
        </button>
      </div>
      <nav class="places" aria-label="Console">
        {places
          .filter(({ view: one }) => one !== "faults" || hasFaults)
          .map((place) => (
            <a
              key={place.view}
              href={`#/${place.view}`}
              aria-current={view === place.view || view === place.also ? "page" : undefined}
            >
              <Icon name={place.icon} />
              {place.label}
            </a>
          ))}
      </nav>
    </header>
  );
}

/** A load that goes on, wherever one looks. */
function LoadChip(): VNode | null {
  const load = currentLoad.value;
  if (load === undefined || !isLoading.value || route.value.view === "load") return null;
  const { total, written, failed } = countLoad(load);
  return (
    <a class="org-chip load-chip" href="#/load" data-state="starting">
      <span class="dot" aria-hidden="true" />
      <span class="org-chip-label">
        Loading {load.order.fileName}: {total === 0 ? 0 : Math.floor(((written + failed) / total) * 100)} %
      </span>
    </a>
  );
}

function OrgChip(): VNode {
  const org = currentOrg.value;
  const trouble = orgTrouble.value;
  const state = org === undefined ? (trouble === undefined ? "starting" : "none") : "ready";
  const label = org?.label ?? (trouble === undefined ? "Starting…" : "No org");
  return (
    <a class="org-chip" href="#/connect" data-state={state} title={org?.instanceUrl}>
      <span class="dot" aria-hidden="true" />
      <span class="visually-hidden">Org: </span>
      <span class="org-chip-label">{label}</span>
      {org === undefined || org.kind === "emulator" ? null : <OrgBadge instanceUrl={org.instanceUrl} />}
    </a>
  );
}
