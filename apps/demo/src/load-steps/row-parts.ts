import type { BarPart } from "../components/stacked-bar.tsx";
import { countLoad, type LoadState } from "../load/running/current-load.ts";

/** Gives what became of the rows of a load, as parts of a bar. */
export function rowParts(load: LoadState): { readonly parts: readonly BarPart[]; readonly total: number } {
  const { total, written, failed, sent, unknown } = countLoad(load);
  return {
    total,
    parts: [
      { tone: "good", label: load.order.spec.operation === "delete" ? "deleted" : "written", value: written },
      { tone: "bad", label: "failed", value: failed },
      { tone: "warn", label: "unknown", value: unknown },
      { tone: "info", label: "waiting in the org", value: sent },
    ],
  };
}
