import { useEffect, useState } from "preact/hooks";
import { checkAndMap } from "../../load/plan/check-and-map.ts";
import { checkMapping, type MappingCheck } from "../../load/plan/check-mapping.ts";
import { columnTargets, fileReading, loadPlan } from "../../load/plan/load-plan.ts";
import type { Org } from "../../org/org.ts";

/** What the org said, and of what: of anything else it says nothing. */
interface Checked {
  readonly org: Org;
  readonly what: string;
  readonly said: MappingCheck | Error;
}

/**
 * Maps the columns once they are known, and checks them whenever they change.
 *
 * @returns what the org says of the columns as they are now; `undefined` as long as it is asked.
 */
export function useMapping(org: Org): MappingCheck | Error | undefined {
  const [checked, setChecked] = useState<Checked | undefined>(undefined);
  const { operation, object, externalId } = loadPlan.value;
  const reading = fileReading.value;
  const columns = reading === undefined || reading instanceof Error ? undefined : reading.columns;
  const [mappedFor, setMappedFor] = useState("");
  const purpose = `${operation} ${object} ${columns?.join("\n") ?? ""}`;
  const what = (targets: readonly string[] | undefined): string => [purpose, externalId, ...(targets ?? [])].join("\n");
  const now = what(columnTargets.value);
  const said = checked?.org === org && checked.what === now ? checked.said : undefined;
  useEffect(() => {
    // What was found out when the columns were mapped need not be asked again.
    if (columns === undefined || object === "" || said !== undefined) return undefined;
    const stopping = new AbortController();
    const { signal } = stopping;
    const isNew = mappedFor !== "" && mappedFor !== purpose;
    if (columnTargets.peek() !== undefined && mappedFor === "") setMappedFor(purpose);
    const ask = async (names: readonly string[]): Promise<MappingCheck> =>
      await checkMapping(org, { operation, object, externalId }, names, signal);
    checkAndMap({ columns, isNew, check: ask }, signal).then(
      (found) => {
        if (found === undefined) return;
        setMappedFor(purpose);
        setChecked({ org, what: what(columnTargets.peek()), said: found });
      },
      (error: unknown) => {
        if (!signal.aborted) setChecked({ org, what: now, said: error as Error });
      },
    );
    return () => stopping.abort(new Error("Something else is checked"));
  }, [org, now]);
  return said;
}
