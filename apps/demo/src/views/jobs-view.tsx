import type { ListedJob } from "@sfbulk/browser";
import { isStale } from "@sfbulk/browser/jobs-element";
import type { VNode } from "preact";
import { useCallback, useState } from "preact/hooks";
import { EmptyState } from "../components/empty-state.tsx";
import { formatAge } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Loading } from "../components/loading.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHead } from "../components/page-head.tsx";
import { useClock } from "../components/use-clock.ts";
import { fitsView, isMine, type JobView } from "../jobs/job-filter.ts";
import { JobFilters } from "../jobs/job-filters.tsx";
import { jobList, listedAt, listFailure, refreshJobList } from "../jobs/job-list.ts";
import { JobsTable } from "../jobs/jobs-table.tsx";
import { SettlementPanel } from "../jobs/settlement-panel.tsx";
import { Summary } from "../jobs/summary.tsx";
import type { Org } from "../org/org.ts";

/** All jobs of the org, live. */
export function JobsView({ org }: { readonly org: Org }): VNode {
  const [view, setView] = useState<JobView>("all");
  const [text, setText] = useState("");
  const now = useClock(1000);
  const all = jobList.value;
  const shows = useCallback(
    (job: ListedJob) => fitsView(job, view, text, { now: Date.now(), userId: org.userId }),
    [view, text, org],
  );
  const counts = {
    all: all?.length ?? 0,
    open: all?.filter(({ state }) => state === "Open").length ?? 0,
    stale: all?.filter((job) => isStale(job, now)).length ?? 0,
    mine: all?.filter((job) => isMine(job, org.userId)).length ?? 0,
  };
  return (
    <>
      <PageHead
        icon="list"
        title="Jobs"
        actions={
          <>
            <button type="button" class="button" onClick={() => void refreshJobList(org)}>
              <Icon name="refresh" />
              Refresh
            </button>
            <a class="button brand" href="#/load">
              <Icon name="upload" />
              Load a file
            </a>
          </>
        }
      >
        <p class="quiet live" data-tone={listFailure.value === undefined ? "good" : "bad"}>
          {all === undefined
            ? listFailure.value === undefined
              ? "Reading…"
              : "Not listed"
            : `${listFailure.value === undefined ? "Live" : "Not up to date"} · listed ${formatAge(now - listedAt.value)} ago`}
        </p>
        {all === undefined ? null : <Summary counts={counts} onView={setView} />}
      </PageHead>
      <SettlementPanel />
      {listFailure.value === undefined ? null : (
        <Notice tone="bad" title="The jobs cannot be listed">
          <p>{listFailure.value.message}</p>
          <p>
            <a href="#/connect">Check the connection</a>
          </p>
        </Notice>
      )}
      {all === undefined && listFailure.value === undefined ? <Loading text="Listing the jobs" /> : null}
      <section class="card" aria-label="Jobs" hidden={all === undefined}>
        <JobFilters view={view} counts={counts} text={text} onView={setView} onText={setText} />
        <JobsTable org={org} shows={shows}>
          <EmptyState
            icon="search"
            title={all?.length === 0 ? "This org has no jobs" : "No job fits"}
            action={
              all?.length === 0 ? (
                <a class="button" href="#/load">
                  Load a file
                </a>
              ) : (
                <button
                  type="button"
                  class="button"
                  onClick={() => {
                    setView("all");
                    setText("");
                  }}
                >
                  Show all jobs
                </button>
              )
            }
          />
        </JobsTable>
      </section>
    </>
  );
}
