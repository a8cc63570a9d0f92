import type { VNode } from "preact";
import { formatNumber } from "../components/format.ts";

/** Where in a long list a person is. */
export interface PagerProps {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}

/** Leads through the pages of a list; nothing where one page is all. */
export function Pager({ page, pageSize, total, onPage }: PagerProps): VNode | null {
  if (total <= pageSize) return null;
  const last = Math.ceil(total / pageSize) - 1;
  const from = page * pageSize + 1;
  return (
    <nav class="pager" aria-label="Pages">
      <button type="button" class="button small" disabled={page === 0} onClick={() => onPage(page - 1)}>
        Previous
      </button>
      <span>
        {formatNumber(from)}–{formatNumber(Math.min(total, from + pageSize - 1))} of {formatNumber(total)}
      </span>
      <button type="button" class="button small" disabled={page === last} onClick={() => onPage(page + 1)}>
        Next
      </button>
    </nav>
  );
}
