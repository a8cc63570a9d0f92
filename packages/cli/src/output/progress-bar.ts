import { SingleBar } from "cli-progress";
import type { Output } from "./output.ts";
import type { Distance } from "./progress.ts";

/** Puts a bar on standard error. */
export function startBar(output: Output): {
  readonly show: (distance: Distance) => void;
  readonly stop: () => void;
} {
  const columns = process.stderr.columns ?? 80;
  const { cyan, dim } = output.noteColors;
  const bar = new SingleBar({
    format: `${cyan("{bar}")} {percentage}%  {facts}`,
    barsize: columns >= 100 ? 30 : 16,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    // Longer lines are cut, not wrapped: what is wrapped cannot be drawn over.
    linewrap: true,
  });
  let isStarted = false;
  return {
    show: ({ done, total, facts }) => {
      const payload = { facts: facts.join(dim(" · ")) };
      if (!isStarted) bar.start(total, done, payload);
      isStarted = true;
      bar.setTotal(total);
      bar.update(done, payload);
    },
    stop: () => bar.stop(),
  };
}
