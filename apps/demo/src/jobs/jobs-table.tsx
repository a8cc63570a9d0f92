import type { ListedJob } from "@sfbulk/browser";
import type { VNode } from "preact";
import { Icon } from "../components/icon.tsx";
import type { Org } from "../org/org.ts";
import { jobDetails } from "./job-details.ts";
import { JobRow } from "./job-row.tsx";
import type { JobSort, SortKey } from "./job-sort.ts";
import { select, selection } from "./selection.ts";

/** The jobs of a page. */
export interface JobsTableProps {
  readonly jobs: readonly ListedJob[];
  readonly org: Org;
  readonly now: number;
  readonly sort: JobSort;
  readonly onSort: (sort: JobSort) => void;
}

const columns: readonly { readonly key: SortKey; readonly label: string; readonly isNumber?: boolean }[] = [
  { key: "id", label: "Job" },
  { key: "api", label: "API" },
  { key: "state", label: "State" },
  { key: "object", label: "Object" },
  { key: "operation", label: "Operation" },
  { key: "age", label: "Age", isNumber: true },
  { key: "owner", label: "Owner" },
  { key: "batches", label: "Batches", isNumber: true },
  { key: "rows", label: "Rows", isNumber: true },
  { key: "failed", label: "Failed", isNumber: true },
];

/** The table. On a narrow screen its rows become cards: the roles say what it is all the same. */
export function JobsTable({ jobs, org, now, sort, onSort }: JobsTableProps): VNode {
  const selected = jobs.filter(({ id }) => selection.value.has(id)).length;
  return (
    <div class="table-frame">
      <label class="sort-menu">
        Sort by
        <select
          value={`${sort.key} ${sort.descending ? "down" : "up"}`}
          onChange={({ currentTarget: { value } }) => {
            const [key, way] = value.split(" ");
            onSort({ key: key as SortKey, descending: way === "down" });
          }}
        >
          {columns.flatMap(({ key, label }) =>
            (["up", "down"] as const).map((way) => (
              <option key={`${key} ${way}`} value={`${key} ${way}`}>
                {label}, {way === "up" ? "ascending" : "descending"}
              </option>
            )),
          )}
        </select>
      </label>
      <table class="jobs" role="table" aria-label="Jobs of this page">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" class="cell-select">
              <input
                type="checkbox"
                aria-label="Select all jobs of this page"
                checked={selected === jobs.length}
                indeterminate={selected > 0 && selected < jobs.length}
                onChange={(event) =>
                  select(
                    jobs.map(({ id }) => id),
                    event.currentTarget.checked,
                  )
                }
              />
            </th>
            {columns.map(({ key, label, isNumber }) => (
              <th
                key={key}
                role="columnheader"
                scope="col"
                data-number={isNumber}
                data-column={key}
                aria-sort={sort.key === key ? (sort.descending ? "descending" : "ascending") : undefined}
              >
                <button
                  type="button"
                  class="sort"
                  onClick={() => onSort({ key, descending: sort.key === key && !sort.descending })}
                >
                  {label}
                  {sort.key === key ? <Icon name={sort.descending ? "down" : "up"} /> : null}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {jobs.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              info={jobDetails.value.get(job.id)}
              org={org}
              now={now}
              isSelected={selection.value.has(job.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
