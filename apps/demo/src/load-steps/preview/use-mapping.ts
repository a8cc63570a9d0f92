import { useEffect, useState } from "preact/hooks";
import { checkAndMap } from "../../load/plan/check-and-map.ts";
import { checkMapping, type MappingCheck } from "../../load/plan/check-mapping.ts";
import { columnTargets, fileReading, loadPlan } from "../../load/plan/load-plan.ts";
import type { Org } from "../../org/org.ts";

type SetCheck = (check: MappingCheck | Error | undefined) => void;

/** Maps the columns once they are known, and checks them whenever they change. */
export function useMapping(org: Org): readonly [MappingCheck | Error | undefined, SetCheck] {
  const [check, setCheck] = useState<MappingCheck | Error | undefined>(undefined);
  const { operation, object, externalId } = loadPlan.value;
  const reading = fileReading.value;
  const targets = columnTargets.value;
  const columns = reading === undefined || reading instanceof Error ? undefined : reading.columns;
  const [mappedFor, setMappedFor] = useState("");
  const purpose = `${operation} ${object} ${columns?.join("\n") ?? ""}`;
  useEffect(() => {
    if (columns === undefined || object === "") {
      setCheck(undefined);
      return undefined;
    }
    const stopping = new AbortController();
    const { signal } = stopping;
    const isNew = mappedFor !== "" && mappedFor !== purpose;
    if (targets !== undefined && mappedFor === "") setMappedFor(purpose);
    const ask = async (names: readonly string[]): Promise<MappingCheck> =>
      await checkMapping(org, { operation, object, externalId }, names, signal);
    checkAndMap({ columns, isNew, check: ask }, signal).then(
      (found) => {
        if (found === undefined) return;
        setMappedFor(purpose);
        setCheck(found);
      },
      (error: unknown) => {
        if (!signal.aborted) setCheck(error as Error);
      },
    );
    return () => stopping.abort(new Error("Something else is checked"));
  }, [org, purpose, externalId, targets?.join("\n")]);
  return [check, setCheck];
}
