import type { VNode } from "preact";
import { formatNumber, plural } from "../../components/format.ts";
import { Icon } from "../../components/icon.tsx";
import { Notice } from "../../components/notice.tsx";
import type { ChosenFile } from "../../load/files/chosen-file.ts";
import { checkChosen, stopLooking } from "../../load/load-flow.ts";
import {
  columnTargets,
  fileReading,
  loadPlan,
  mappingBefore,
  parentSearch,
  preparation,
  triedRows,
} from "../../load/plan/load-plan.ts";
import { saveMapping } from "../../load/plan/map-columns.ts";
import type { LoadState } from "../../load/running/current-load.ts";
import type { Org } from "../../org/org.ts";
import { FileLine } from "./file-line.tsx";
import { Findings } from "./findings.tsx";
import { hindranceOf } from "./hindrance-of.ts";
import { MappingTable } from "./mapping-table.tsx";
import { MissingParents } from "./missing-parents.tsx";
import { PlanFields } from "./plan-fields.tsx";
import { useMapping } from "./use-mapping.ts";
import { useReading } from "./use-reading.ts";

/** What is in a file, which field each column is for, and what is wrong. */
export interface PreviewStepProps {
  readonly org: Org;
  readonly chosen: ChosenFile;
  /** The load that is being checked, or was refused. */
  readonly load: LoadState | undefined;
}

/** Shows a file before anything is sent. */
export function PreviewStep({ org, chosen, load }: PreviewStepProps): VNode {
  const { file } = chosen;
  const reading = fileReading.value;
  const plan = loadPlan.value;
  const search = parentSearch.value;
  const isLooking = search !== undefined && "total" in search;
  const { failure } = preparation.value ?? {};
  const isChecking = load?.phase === "checking" || (preparation.value !== undefined && failure === undefined);
  const refusal = load?.phase === "refused" ? load.failure : failure;
  useReading(file);
  const check = useMapping(org);
  const targets = columnTargets.value;
  const map = (column: string, place: number, target: string): void => {
    const now = columnTargets.peek();
    if (now === undefined || now[place] === target) return;
    saveMapping(plan.object, column, target);
    if (mappingBefore.value !== undefined) mappingBefore.value = { ...mappingBefore.value, [column]: target };
    stopLooking();
    columnTargets.value = now.map((one, index) => (index === place ? target : one));
  };
  const hindrance = hindranceOf(reading, check);
  return (
    <div class="load">
      <fieldset class="plain" disabled={isChecking}>
        <legend class="visually-hidden">What is to be done</legend>
        <PlanFields fields={check instanceof Error ? [] : (check?.fields ?? [])} />
        <FileLine file={file} reading={reading} />
      </fieldset>
      {refusal === undefined ? null : (
        <Notice tone="bad" title="Not loaded: nothing was sent">
          <p>{refusal.message}</p>
        </Notice>
      )}
      {triedRows.value > 0 ? (
        <Notice tone="info" title={`The first ${plural(triedRows.value, "row")} were tried, and are passed over`} />
      ) : null}
      {search === undefined || isLooking ? null : <MissingParents search={search} />}
      <Findings reading={reading} check={check} />
      {reading === undefined || reading instanceof Error || targets === undefined ? null : (
        <MappingTable
          object={plan.object}
          reading={reading}
          targets={targets}
          check={check instanceof Error ? undefined : check}
          isDisabled={isChecking}
          onMap={map}
        />
      )}
      <div class="load-actions">
        <button
          type="button"
          class="button brand"
          disabled={hindrance !== undefined || isChecking}
          onClick={() => void checkChosen(org)}
        >
          <Icon name="check" />
          {isLooking ? "Looking for parents…" : isChecking ? "Checking all rows…" : "Check all rows"}
        </button>
        {isLooking ? (
          <button type="button" class="button" onClick={stopLooking}>
            Stop
          </button>
        ) : null}
        <span class="quiet">
          {(isLooking ? `${formatNumber(search.done)} of ${plural(search.total, "value")} looked up.` : hindrance) ??
            "Every value is compared with its field. Nothing is sent before you have said yes."}
        </span>
      </div>
    </div>
  );
}
