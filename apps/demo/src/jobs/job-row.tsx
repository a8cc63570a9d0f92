import type { AnyJobInfo, JobInfo, ListedJob } from "@sfbulk/browser";
import type { VNode } from "preact";
import { formatAge, formatDate, formatNumber } from "../components/format.ts";
import { ProgressBar } from "../components/progress-bar.tsx";
import { StateBadge } from "../components/state-badge.tsx";
import type { Org } from "../org/org.ts";
import { OwnerName } from "../org/owner-name.tsx";
import { apiOf, isStale } from "./job-filter.ts";
import { select } from "./selection.ts";

/** A job as a row. */
export interface JobRowProps {
  readonly job: ListedJob;
  /** Its counts, where they are known. */
  readonly info: AnyJobInfo | undefined;
  readonly org: Org;
  readonly now: number;
  readonly isSelected: boolean;
}

/** A row of the table of jobs. */
export function JobRow({ job, info, org, now, isSelected }: JobRowProps): VNode {
  const state = info?.state ?? job.state;
  const failed = info !== undefined && "numberRecordsFailed" in info ? info.numberRecordsFailed : 0;
  return (
    <tr role="row" data-selected={isSelected}>
      <td role="cell" class="cell-select">
        <input
          type="checkbox"
          aria-label={`Select job ${job.id}`}
          checked={isSelected}
          onChange={(event) => select([job.id], event.currentTarget.checked)}
        />
      </td>
      <td role="cell" class="cell-id">
        <a class="id" href={`#/jobs/${job.id}`}>
          {job.id}
        </a>
      </td>
      <td role="cell" data-label="API">
        {apiOf(job)}
      </td>
      <td role="cell" data-label="State">
        <StateBadge state={state} />
      </td>
      <td role="cell" data-label="Object">
        {job.object}
      </td>
      <td role="cell" data-label="Operation">
        {job.operation}
      </td>
      <td
        role="cell"
        data-label="Age"
        data-number
        data-tone={isStale({ ...job, state }, now) ? "warn" : undefined}
        title={formatDate(job.createdDate)}
      >
        {formatAge(now - Date.parse(job.createdDate))}
      </td>
      <td role="cell" data-label="Owner">
        <OwnerName org={org} userId={job.createdById} />
      </td>
      <td role="cell" data-label="Batches" data-number>
        {info === undefined ? <Unread /> : "numberBatchesTotal" in info ? <Batches job={info} /> : null}
      </td>
      <td role="cell" data-label="Rows" data-number>
        {info === undefined ? <Unread /> : formatNumber(info.numberRecordsProcessed)}
      </td>
      <td role="cell" data-label="Failed" data-number data-tone={failed > 0 ? "bad" : undefined}>
        {info === undefined ? <Unread /> : formatNumber(failed)}
      </td>
    </tr>
  );
}

const Unread = (): VNode => (
  <span class="unread">
    <span class="visually-hidden">not read yet</span>
  </span>
);

function Batches({ job }: { readonly job: JobInfo }): VNode {
  const total = job.numberBatchesTotal;
  const done = total - job.numberBatchesQueued - job.numberBatchesInProgress;
  if (total === 0) return <span class="quiet">0</span>;
  return (
    <span class="batches">
      <ProgressBar
        label={`Batches of job ${job.id}`}
        value={done}
        max={total}
        bad={job.numberBatchesFailed}
        tone={job.state === "Aborted" ? "quiet" : job.numberRecordsFailed > 0 ? "warn" : "good"}
      />
      {done === total ? formatNumber(total) : `${formatNumber(done)} / ${formatNumber(total)}`}
    </span>
  );
}
