const units: readonly (readonly [milliseconds: number, name: string])[] = [
  [24 * 3_600_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** Writes how long something takes, by its largest unit: `3 h`, `350 ms`. */
export function duration(milliseconds: number): string {
  for (const [length, name] of units) {
    if (milliseconds >= length) return `${Math.floor(milliseconds / length)} ${name}`;
  }
  return `${Math.round(milliseconds)} ms`;
}

/**
 * Writes how long ago a time is, `3 h ago`, or the time itself where that is asked for: `2026-02-12 15:43:48Z`. Nothing where
 * it is none.
 */
export function timeAgo(time: string, isExact: boolean, now: number = Date.now()): string {
  if (isExact) return time.replace("T", " ").replace(/\.\d+Z$/, "Z");
  const passed = now - Date.parse(time);
  if (Number.isNaN(passed)) return "";
  // A server's clock may be ahead of ours.
  return passed < 1000 ? "just now" : `${duration(passed)} ago`;
}
