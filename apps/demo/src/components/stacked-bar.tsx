import type { VNode } from "preact";

/** A part of a whole. */
export interface BarPart {
  readonly tone: "good" | "bad" | "info" | "quiet" | "warn";
  readonly label: string;
  readonly value: number;
}

/** How a whole is made up. */
export interface StackedBarProps {
  readonly label: string;
  readonly parts: readonly BarPart[];
  readonly total: number;
  /** Whether the numbers stand below it. */
  readonly hasLegend?: boolean;
}

const numbers = new Intl.NumberFormat("en");

/** A bar of parts, in their order; what is missing is empty. It is full when all is done, and not before. */
export function StackedBar({ label, parts, total, hasLegend = false }: StackedBarProps): VNode {
  const shown = parts.filter(({ value }) => value > 0);
  const words = shown.map((part) => `${numbers.format(part.value)} ${part.label}`).join(", ");
  const done = parts.reduce((sum, { tone, value }) => sum + (tone === "info" ? 0 : value), 0);
  return (
    <div class="stacked">
      <div
        class="stacked-bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(total, 1)}
        aria-valuenow={Math.min(done, Math.max(total, 1))}
        aria-valuetext={words === "" ? "nothing yet" : words}
      >
        {shown.map((part) => (
          <span
            key={part.label}
            data-tone={part.tone}
            style={{ width: `${total === 0 ? 0 : Math.min(100, (part.value / total) * 100)}%` }}
          />
        ))}
      </div>
      {hasLegend ? (
        <p class="stacked-legend" aria-hidden="true">
          {shown.map((part) => (
            <span key={part.label}>
              <span class="key" data-tone={part.tone} />
              <strong>{numbers.format(part.value)}</strong> {part.label}
            </span>
          ))}
          <span class="quiet">of {numbers.format(total)}</span>
        </p>
      ) : null}
    </div>
  );
}
