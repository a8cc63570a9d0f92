import type { VNode } from "preact";
import { formatNumber, plural } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import type { ParentCounts, ParentSearch } from "../../load/parents/find-parents.ts";
import { isParentMissing } from "../../load/load-flow.ts";

/** Says which parents were found, and what becomes of the rows for which there is none, or several. */
export function MissingParents({ search }: { readonly search: ParentSearch | Error }): VNode {
  if (search instanceof Error) {
    return (
      <Notice tone="bad" title="The parents cannot be looked for: nothing was sent">
        <p>{search.message}</p>
      </Notice>
    );
  }
  const isMissing = isParentMissing(search);
  const isSomething = search.counts.some(({ none, several }) => none.values + several.values > 0);
  return (
    <Notice
      tone={isMissing ? "bad" : isSomething ? "warn" : "good"}
      title={
        isMissing
          ? "Not every row has its parent: choose what is to be done"
          : isSomething
            ? `Not every row has its parent${search.leftOut.length === 0 ? "" : `: ${plural(search.leftOut.length, "row is", "rows are")} left out`}`
            : "Every row has its parent"
      }
    >
      <ul class="consequences">
        {search.counts.map((counts) => (
          <li key={counts.lookup.target}>{inWords(counts)}</li>
        ))}
      </ul>
    </Notice>
  );
}

const doing = {
  stop: "nothing is loaded",
  first: "the oldest is taken",
  empty: "the field is left empty",
  "leave-out": "the rows are left out",
} as const;

/** Says for how many values it is so, and what is done then; nothing where there are none. */
function part(missed: ParentCounts["none"], what: string, choice: keyof typeof doing): string[] {
  if (missed.values === 0) return [];
  const some = missed.examples.map((value) => JSON.stringify(value)).join(", ");
  const more = missed.values > missed.examples.length ? ", …" : "";
  return [
    `${what} for ${formatNumber(missed.values)} (${some}${more}) in ${plural(missed.rows, "row")}: ${doing[choice]}`,
  ];
}

function inWords({ lookup, values, none, several }: ParentCounts): string {
  const { target, object, by, ifNone, ifSeveral } = lookup;
  const troubles = [...part(none, "none", ifNone), ...part(several, "several", ifSeveral)];
  return `${target}: ${plural(values, "value")} of ${object} ${by}; ${troubles.length === 0 ? `one ${object} for each` : troubles.join("; ")}`;
}
