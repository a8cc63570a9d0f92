import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from "@tanstack/virtual-core";
import type { VNode } from "preact";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { formatNumber } from "../components/format.ts";

/** Rows, of which only those in sight are in the page. */
export interface RowWindowProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many of them there are by now. */
  readonly count: number;
}

/** In pixels, as the style sheet has it. */
const rowHeight = 32;

/** A table of as many rows as there are: those in sight are drawn. */
export function RowWindow({ label, columns, rows, count }: RowWindowProps): VNode {
  const frame = useRef<HTMLDivElement>(null);
  const [, draw] = useReducer<number, void>((turn) => turn + 1, 0);
  const options: VirtualizerOptions<HTMLDivElement, HTMLTableRowElement> = {
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => draw(),
  };
  const [window] = useState(() => new Virtualizer(options));
  window.setOptions(options);
  // The library's names for what those call who bind it to a framework.
  /* oxlint-disable no-underscore-dangle */
  useEffect(() => window._didMount(), []);
  useEffect(() => window._willUpdate());
  /* oxlint-enable no-underscore-dangle */
  const items = window.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const behind = window.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div ref={frame} class="table-frame row-window" role="region" aria-label={label} tabIndex={0}>
      <table class="rows" aria-rowcount={count + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" data-number>
              Row
            </th>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={before} />
          {items.map(({ index }) => (
            <tr key={index} aria-rowindex={index + 2}>
              <td data-number class="quiet">
                {formatNumber(index + 1)}
              </td>
              {columns.map((name, place) => (
                <td key={name}>{rows[index]?.[place]}</td>
              ))}
            </tr>
          ))}
          <Gap height={behind} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for the rows that are not in the page. */
function Gap({ height }: { readonly height: number }): VNode | null {
  const row = useRef<HTMLTableRowElement>(null);
  // By the script: the page's policy allows no style in its markup.
  useEffect(() => {
    if (row.current !== null) row.current.style.height = `${height}px`;
  }, [height]);
  return height > 0 ? <tr ref={row} aria-hidden="true" /> : null;
}
