import type { VNode } from "preact";
import { formatNumber } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { type JobView, jobViews } from "./job-filter.ts";

/** Which jobs are shown, and how to change that. */
export interface JobFiltersProps {
  readonly view: JobView;
  readonly counts: Readonly<Record<JobView, number>>;
  readonly text: string;
  readonly onView: (view: JobView) => void;
  readonly onText: (text: string) => void;
}

/** The row of filters. */
export function JobFilters({ view, counts, text, onView, onText }: JobFiltersProps): VNode {
  return (
    <div class="filters">
      <div class="segments" role="group" aria-label="Show">
        {jobViews.map(({ name, label, hint }) => (
          <button key={name} type="button" title={hint} aria-pressed={view === name} onClick={() => onView(name)}>
            {label} <span class="count">{formatNumber(counts[name])}</span>
          </button>
        ))}
      </div>
      <label class="search">
        <Icon name="search" />
        <span class="visually-hidden">Find jobs</span>
        <input
          type="search"
          placeholder="Id, object, operation"
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      </label>
    </div>
  );
}
