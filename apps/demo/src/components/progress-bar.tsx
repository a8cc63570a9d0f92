import type { VNode } from "preact";

/** How far something is. */
export interface ProgressBarProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** How much of the value is bad. */
  readonly bad?: number;
  /** What the rest of it is. Default: good. */
  readonly tone?: "good" | "warn" | "quiet";
}

/** A bar for how far something is. */
export function ProgressBar({ label, value, max, bad = 0, tone = "good" }: ProgressBarProps): VNode {
  const part = (amount: number): string => `${max === 0 ? 0 : Math.min(100, (amount / max) * 100)}%`;
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={value}
    >
      <span class="progress-good" data-tone={tone} style={{ width: part(value - bad) }} />
      <span class="progress-bad" style={{ width: part(bad) }} />
    </div>
  );
}
