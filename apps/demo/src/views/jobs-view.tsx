import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { EmptyState } from "../components/empty-state.tsx";
import { formatAge } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Loading } from "../components/loading.tsx";
import { Notice } from "../components/notice.tsx";
import { PageHead } from "../components/page-head.tsx";
import { useClock } from "../components/use-clock.ts";
import { usePoll } from "../components/use-poll.ts";
import { BulkBar } from "../jobs/bulk-bar.tsx";
import { jobDetails, refreshJobDetails } from "../jobs/job-details.ts";
import { filterJobs, isMine, isStale, type JobView } from "../jobs/job-filter.ts";
import { JobFilters } from "../jobs/job-filters.tsx";
import { jobList, listedAt, listFailure, refreshJobList } from "../jobs/job-list.ts";
import { type JobSort, sortJobs } from "../jobs/job-sort.ts";
import { JobsTable } from "../jobs/jobs-table.tsx";
import { Pager } from "../jobs/pager.tsx";
import { SettlementPanel } from "../jobs/settlement-panel.tsx";
import { Summary } from "../jobs/summary.tsx";
import type { Org } from "../org/org.ts";

const pageSize = 50;
/** Milliseconds between two lists: an org counts its calls. */
const pollEvery = { emulator: 4000, direct: 15_000, relay: 15_000 };

/** All jobs of the org, live. */
export function JobsView({ org }: { readonly org: Org }): VNode {
  const [view, setView] = useState<JobView>("all");
  const [text, setText] = useState("");
  const [sort, setSort] = useState<JobSort>({ key: "age", descending: false });
  const [page, setPage] = useState(0);
  const now = useClock(1000);
  const all = jobList.value;
  const known = { now, userId: org.userId };
  const found = sortJobs(filterJobs(all ?? [], view, text, known), sort, jobDetails.value);
  const lastPage = Math.max(0, Math.ceil(found.length / pageSize) - 1);
  const shown = found.slice(Math.min(page, lastPage) * pageSize).slice(0, pageSize);

  usePoll(
    async (stop) => {
      await refreshJobList(org, stop);
    },
    pollEvery[org.kind],
    org.instanceUrl,
  );
  usePoll((stop) => refreshJobDetails(org, shown, stop), 2000, shown.map(({ id, state }) => id + state).join());

  const from = (change: () => void): void => {
    change();
    setPage(0);
  };
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
        <p class="quiet live">
          {all === undefined ? "Reading…" : `Live · listed ${formatAge(now - listedAt.value)} ago`}
        </p>
        {all === undefined ? null : <Summary counts={counts} onView={(name) => from(() => setView(name))} />}
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
      {all === undefined ? (
        listFailure.value === undefined && <Loading text="Listing the jobs" />
      ) : (
        <>
          <section class="card" aria-label="Jobs">
            <JobFilters
              view={view}
              counts={counts}
              text={text}
              onView={(name) => from(() => setView(name))}
              onText={(words) => from(() => setText(words))}
            />
            <BulkBar org={org} found={found} all={all} />
            {found.length === 0 ? (
              <EmptyState
                icon="search"
                title={all.length === 0 ? "This org has no jobs" : "No job fits"}
                action={
                  all.length === 0 ? (
                    <a class="button" href="#/load">
                      Load a file
                    </a>
                  ) : (
                    <button
                      type="button"
                      class="button"
                      onClick={() =>
                        from(() => {
                          setView("all");
                          setText("");
                        })
                      }
                    >
                      Show all jobs
                    </button>
                  )
                }
              />
            ) : (
              <JobsTable jobs={shown} org={org} now={now} sort={sort} onSort={setSort} />
            )}
            <Pager page={Math.min(page, lastPage)} pageSize={pageSize} total={found.length} onPage={setPage} />
          </section>
        </>
      )}
    </>
  );
}
