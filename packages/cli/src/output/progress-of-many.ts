import { count, formatNumber } from "./count.ts";
import type { Output } from "./output.ts";
import { jobFacts, type Progress, startProgress } from "./progress.ts";
import { visible } from "./visible.ts";

/** Shows how far several jobs are. */
export interface ProgressOfMany {
  /** Gives what shows one of them. */
  readonly of: (jobId: string) => Pick<Progress, "job" | "say">;
  /** Tells that one of them needs no showing any more, and how it has ended. */
  readonly end: (jobId: string, text: string) => void;
  readonly stop: () => void;
}

/** More bars than that are no help, and may be more than the screen has lines. */
const mostBars = 15;

/** Begins to show how far several jobs are: a bar for each where a person looks, lines that begin with the id in a pipe. */
export async function startProgressOfMany(output: Output, ids: readonly string[]): Promise<ProgressOfMany> {
  if (output.moves && ids.length <= mostBars) return await startBars(output, ids);
  if (output.moves) return await startCount(output, ids.length);
  const lines = new Map<string, Progress>();
  for (const id of ids)
    lines.set(id, await startProgress({ ...output, note: (text) => output.note(`${id}  ${text}`) }, ""));
  return {
    of: (id) => lines.get(id) ?? { job: () => undefined, say: () => undefined },
    end: () => undefined,
    stop: () => undefined,
  };
}

async function startBars(output: Output, ids: readonly string[]): Promise<ProgressOfMany> {
  const { startBars: start } = await import("./progress-bar.ts");
  const bars = start(output, ids);
  const show = (id: string, done: number, total: number, text: string): void =>
    bars.show(id, { done, total, facts: [visible(text)] });
  for (const id of ids) show(id, 0, 1, "");
  return {
    of: (id) => ({
      job: (progress) =>
        show(
          id,
          progress.batchesDone,
          Math.max(1, progress.batchesTotal),
          [progress.job.state, ...jobFacts(progress)].join(" · "),
        ),
      // How far a job of Bulk API 2.0 is on its way is not told.
      say: (text) => show(id, 0, 1, text),
    }),
    end: (id, text) => show(id, 1, 1, text),
    stop: bars.stop,
  };
}

async function startCount(output: Output, total: number): Promise<ProgressOfMany> {
  const progress = await startProgress(output, `Waiting for ${count(total, "job")}`);
  let ended = 0;
  return {
    of: () => ({ job: () => undefined, say: () => undefined }),
    end: () => progress.say(`${formatNumber(++ended)} of ${count(total, "job")} have ended`),
    stop: progress.stop,
  };
}
