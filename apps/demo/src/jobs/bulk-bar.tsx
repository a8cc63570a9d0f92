import type { ListedJob } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import type { Org } from "../org/org.ts";
import { ConfirmEnd } from "./confirm-end.tsx";
import { clearSelection, select, selection } from "./selection.ts";
import { settleJobs, settlement } from "./settle-jobs.ts";

/** What can be done with the jobs that are selected. */
export interface BulkBarProps {
  readonly org: Org;
  /** The jobs that the filter shows, on all pages. */
  readonly found: readonly ListedJob[];
  readonly all: readonly ListedJob[];
}

/** The bar that appears when jobs are selected. */
export function BulkBar({ org, found, all }: BulkBarProps): VNode | null {
  const [asked, setAsked] = useState<"close" | "abort" | undefined>(undefined);
  const chosen = all.filter(({ id }) => selection.value.has(id));
  if (chosen.length === 0) return null;
  const isBusy = settlement.value?.isRunning === true;
  const run = (verb: "close" | "abort"): void => {
    setAsked(undefined);
    clearSelection();
    announce(`${verb === "close" ? "Closing" : "Aborting"} ${plural(chosen.length, "job")}`);
    void settleJobs(
      org,
      verb,
      chosen.map(({ id }) => id),
    );
  };
  return (
    <div class="bulk-bar" role="region" aria-label="Selected jobs">
      <strong>{formatNumber(chosen.length)} selected</strong>
      {chosen.length < found.length ? (
        <button
          type="button"
          class="link"
          onClick={() =>
            select(
              found.map(({ id }) => id),
              true,
            )
          }
        >
          Select all {formatNumber(found.length)}
        </button>
      ) : null}
      <button type="button" class="link" onClick={clearSelection}>
        Clear
      </button>
      <span class="bulk-actions">
        <button type="button" class="button brand" disabled={isBusy} onClick={() => setAsked("close")}>
          <Icon name="check" />
          Close
        </button>
        <button type="button" class="button destructive" disabled={isBusy} onClick={() => setAsked("abort")}>
          <Icon name="cross" />
          Abort
        </button>
      </span>
      {asked === undefined ? null : (
        <ConfirmEnd
          verb={asked}
          jobs={chosen}
          userId={org.userId}
          onConfirm={() => run(asked)}
          onCancel={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}
