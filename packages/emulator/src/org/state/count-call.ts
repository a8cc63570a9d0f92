import type { Org } from "./org.ts";

/** Counts an API call: every request counts, of either API (documented). */
export function countCall(org: Org): void {
  org.calls++;
}
