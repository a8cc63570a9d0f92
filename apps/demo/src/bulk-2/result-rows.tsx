import type { ComponentChildren, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatNumber } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Loading } from "../components/loading.tsx";
import { Notice } from "../components/notice.tsx";

const mostShown = 100;

/** A row to show. */
export interface ShownRow {
  /** What stands before its values, by the name of the column. */
  readonly about: Readonly<Record<string, ComponentChildren>>;
  readonly values: Readonly<Record<string, string>>;
}

/** Which rows are shown, and where they come from. */
interface ResultRowsProps {
  /** What stands in the page's outline, and begins the names of what is in here. */
  readonly title: string;
  /** Makes it unique among the sections of the page. */
  readonly id: string;
  /** Reads the rows. No more of them is read than is shown. */
  readonly read: (signal: AbortSignal) => AsyncIterable<ShownRow>;
  readonly download: () => Promise<void>;
  /** What else can be done with them. */
  readonly actions?: ComponentChildren;
}

/** The first rows of a result as a table, and all of them as a file. */
export function ResultRows({ title, id, read, download, actions }: ResultRowsProps): VNode {
  const [found, setFound] = useState<readonly ShownRow[] | Error | undefined>(undefined);
  useEffect(() => {
    const stopping = new AbortController();
    void firstRows(read(stopping.signal)).then(setFound, (error: unknown) => {
      if (!stopping.signal.aborted) setFound(error as Error);
    });
    return () => stopping.abort(new Error("The view is left"));
  }, [id]);
  const isEmpty = Array.isArray(found) && found.length === 0;
  return (
    <section class="card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{title}</h2>
        {found === undefined || found instanceof Error || isEmpty ? null : (
          <span class="load-actions">
            {actions}
            <button
              type="button"
              class="button"
              aria-label={`Download as CSV: ${title}`}
              onClick={() => void download().catch(setFound)}
            >
              <Icon name="download" />
              Download as CSV
            </button>
          </span>
        )}
      </div>
      {found === undefined ? (
        <Loading text="Reading the rows" />
      ) : found instanceof Error ? (
        <Notice tone="bad" title="The rows cannot be read">
          <p>{found.message}</p>
        </Notice>
      ) : isEmpty ? (
        <p class="quiet">None.</p>
      ) : (
        <Table title={title} rows={found} />
      )}
    </section>
  );
}

/** One more than is shown, to know whether there are more. */
async function firstRows(rows: AsyncIterable<ShownRow>): Promise<ShownRow[]> {
  const first: ShownRow[] = [];
  for await (const row of rows) {
    first.push(row);
    if (first.length > mostShown) break;
  }
  return first;
}

function Table({ title, rows }: { readonly title: string; readonly rows: readonly ShownRow[] }): VNode {
  const shown = rows.slice(0, mostShown);
  const about = Object.keys(shown[0]?.about ?? {});
  const columns = Object.keys(shown[0]?.values ?? {});
  return (
    <>
      <div class="table-frame" role="region" aria-label={`${title}, as a table`} tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              {[...about, ...columns].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {about.map((name) => (
                  <td key={name} class={name === "Why" ? "why" : undefined}>
                    {row.about[name]}
                  </td>
                ))}
                {columns.map((name) => (
                  <td key={name}>{row.values[name] === "" ? <span class="quiet">empty</span> : row.values[name]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > mostShown ? (
        <p class="quiet">The first {formatNumber(mostShown)}; the download has all of them.</p>
      ) : null}
    </>
  );
}
