import type { BatchInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatNumber } from "../components/format.ts";
import { lookChanges } from "../theme.ts";

/** How many rows of each batch were written and refused, as bars. Its numbers are beside it in words, too. */
export function RowsChart({ batches }: { readonly batches: readonly BatchInfo[] }): VNode {
  const place = useRef<HTMLDivElement>(null);
  const counts = batches.map((batch) => [batch.numberRecordsProcessed, batch.numberRecordsFailed] as const);
  const processed = counts.reduce((sum, [rows]) => sum + rows, 0);
  const failed = counts.reduce((sum, [, rows]) => sum + rows, 0);
  const key = `${counts.join(" ")} ${lookChanges.value}`;
  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    let remove: (() => void) | undefined;
    let isGone = false;
    // The library that plots is loaded when there is something to plot.
    void import("./draw-bars.ts").then(({ drawBars }) => {
      if (!isGone) remove = drawBars(current, counts);
    });
    return () => {
      isGone = true;
      remove?.();
    };
  }, [key]);
  const words = `${formatNumber(processed - failed)} rows written, ${formatNumber(failed)} refused, in ${formatNumber(batches.length)} batches`;
  return (
    <figure class="chart">
      <div ref={place} class="chart-place" role="img" aria-label={words} />
      <figcaption class="legend quiet">
        <span class="key" data-key="good" /> {formatNumber(processed - failed)} written{" "}
        <span class="key" data-key="bad" /> {formatNumber(failed)} refused
      </figcaption>
    </figure>
  );
}
