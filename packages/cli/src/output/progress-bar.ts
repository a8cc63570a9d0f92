import { MultiBar, type Options, SingleBar } from "cli-progress";
import type { Output } from "./output.ts";
import type { Distance } from "./progress.ts";

const barOptions: Options = {
  barCompleteChar: "█",
  barIncompleteChar: "░",
  stream: process.stderr,
  hideCursor: true,
  clearOnComplete: true,
  gracefulExit: false,
  // Longer lines are cut, not wrapped: what is wrapped cannot be drawn over.
  linewrap: true,
};

const isWide = (): boolean => (process.stderr.columns ?? 80) >= 100;

/** Puts a bar on standard error. */
export function startBar(output: Output): {
  readonly show: (distance: Distance) => void;
  readonly stop: () => void;
} {
  const { cyan, dim } = output.noteColors;
  const bar = new SingleBar({
    ...barOptions,
    format: `${cyan("{bar}")} {percentage}%  {facts}`,
    barsize: isWide() ? 30 : 16,
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

/** Puts a bar for each of several jobs on standard error. */
export function startBars(
  output: Output,
  ids: readonly string[],
): {
  readonly show: (id: string, distance: Distance) => void;
  readonly stop: () => void;
} {
  const { cyan, dim } = output.noteColors;
  const all = new MultiBar({
    ...barOptions,
    format: `{id}  ${cyan("{bar}")}  {facts}`,
    barsize: isWide() ? 20 : 8,
  });
  const bars = new Map(ids.map((id) => [id, all.create(1, 0, { id, facts: "" })]));
  return {
    show: (id, { done, total, facts }) => {
      const bar = bars.get(id);
      bar?.setTotal(total);
      bar?.update(done, { facts: facts.join(dim(" · ")) });
    },
    stop: () => all.stop(),
  };
}
