import { signal } from "@preact/signals";

/** The ids of the jobs that are selected. */
export const selection = signal<ReadonlySet<string>>(new Set());

/** Selects jobs, or takes them out. */
export function select(ids: Iterable<string>, selected: boolean): void {
  const next = new Set(selection.value);
  for (const id of ids) {
    if (selected) next.add(id);
    else next.delete(id);
  }
  selection.value = next;
}

/** Selects none. */
export const clearSelection = (): void => void (selection.value = new Set());
