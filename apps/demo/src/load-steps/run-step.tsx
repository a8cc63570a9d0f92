import type { VNode } from "preact";
import { formatDuration } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { StackedBar } from "../components/stacked-bar.tsx";
import { useClock } from "../components/use-clock.ts";
import type { LoadState } from "../load/running/current-load.ts";
import { stopLoad } from "../load/running/run-load.ts";
import { BatchList } from "./batch-list.tsx";
import { LoadSubject } from "./load-subject.tsx";
import { rowParts } from "./row-parts.ts";

/** A load that goes on. */
export function RunStep({ load }: { readonly load: LoadState }): VNode {
  const now = useClock(1000);
  const { parts, total } = rowParts(load);
  return (
    <div class="load">
      <LoadSubject load={load} />
      <StackedBar label="Rows" parts={parts} total={total} hasLegend />
      <p class="quiet">
        {load.phase === "checking"
          ? "What is there already is being compared with the file."
          : load.phase === "adding"
            ? "Rows are on their way. You may look at other places; keep this tab open."
            : "All rows are in the org's hands, and the job takes no more. Closing the tab loses nothing but the view."}{" "}
        {formatDuration(now - load.beganAt)}
      </p>
      <BatchList load={load} />
      <div class="load-actions">
        <button type="button" class="button" onClick={stopLoad}>
          <Icon name="stop" />
          {load.phase === "waiting" ? "Stop waiting" : "Stop"}
        </button>
      </div>
    </div>
  );
}
