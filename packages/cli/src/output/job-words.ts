import type { Output } from "./output.ts";

type Colors = Output["colors"];

/** Colours the state of a job or a batch by whether anything is to be done about it. */
export function paintState(colors: Colors, text: string): string {
  switch (text.trim()) {
    case "Open":
      return colors.yellow(text);
    case "Closed":
    case "Completed":
    case "JobComplete":
      return colors.green(text);
    case "Aborted":
    case "Failed":
      return colors.red(text);
    default:
      return colors.cyan(text);
  }
}

/** As many as the longest of them has, so that lines about several jobs are a table: `UploadComplete`, `already-closed`. */
const firstWidth = 14;

/** Writes a state as the first word of a line. */
export const firstState = (colors: Colors, state: string): string => paintState(colors, state.padEnd(firstWidth));

/** Colours the first word of a line that tells what became of a job. */
export function paintOutcome(colors: Colors, outcome: string): string {
  const text = outcome.padEnd(firstWidth);
  if (outcome === "failed") return colors.red(text);
  return outcome.startsWith("would") || outcome === "unfinished" || outcome === "not-ours" || outcome === "changed"
    ? colors.yellow(text)
    : colors.green(text);
}
