import type { JobProgress } from "@sfbulk/node";
import { count, formatNumber } from "./count.ts";
import type { Output } from "./output.ts";
import { duration } from "./time-ago.ts";
import { visible } from "./visible.ts";

/** How far something of a known length is. */
export interface Distance {
  readonly done: number;
  readonly total: number;
  /** What stands beside the bar. */
  readonly facts: readonly string[];
}

/** Shows that something goes on, on standard error: where a person looks, it moves; in a pipe it is a line now and then. */
export interface Progress {
  /** Shows how far it is, by a bar. */
  readonly show: (distance: Distance) => void;
  /** Shows how far a job is: a bar with rows, rate and the time that is left. */
  readonly job: (progress: JobProgress) => void;
  /** Says what goes on, where its length is not known. */
  readonly say: (text: string) => void;
  /** Ends it and leaves nothing behind; what is shown afterwards is not. It may be called again. */
  readonly stop: () => void;
}

const ignore = (): void => undefined;
const silent: Progress = { show: ignore, job: ignore, say: ignore, stop: ignore };

/** Begins to show progress. Nothing is loaded for a pipe. */
export async function startProgress(output: Output, text: string): Promise<Progress> {
  if (output.mode !== "text") return silent;
  return output.moves ? await startMoving(output, text) : startLines(output);
}

/** The first lines come at once, the others after a while each: a long load must not fill a log. */
const fewLines = 10;
const quietTime = 5000;

/** A log has no use for what has only begun. */
function startLines(output: Output): Progress {
  let last = "";
  let lines = 0;
  let next = 0;
  let told = 0;
  const say = (text: string): void => {
    if (text === last || (lines >= fewLines && Date.now() < next)) return;
    output.note(text);
    last = text;
    lines++;
    next = Date.now() + quietTime;
  };
  return {
    ...silent,
    show: ({ done, total, facts }) => {
      // Of what comes in small pieces, each tenth is a line, or what has come after a while. With less, something else began.
      if (done >= told && done - told < total / 10 && Date.now() < next) return;
      told = done;
      say(facts.join(", "));
    },
    job: (progress) => say(`${progress.job.state}: ${jobFacts(progress).join(", ")}`),
    say,
  };
}

async function startMoving(output: Output, first: string): Promise<Progress> {
  const [{ default: yoctoSpinner }, { startBar }] = await Promise.all([
    import("yocto-spinner"),
    import("./progress-bar.ts"),
  ]);
  // Ctrl-C is the command's own affair.
  const spinner = yoctoSpinner({ text: visible(first), stream: process.stderr, handleSignals: false }).start();
  let bar: ReturnType<typeof startBar> | undefined;
  let isStopped = false;
  const say = (text: string): void => {
    if (bar === undefined && !isStopped) spinner.text = visible(text);
  };
  const show = (distance: Distance): void => {
    if (isStopped) return;
    spinner.stop();
    bar ??= startBar(output);
    bar.show({ ...distance, facts: distance.facts.map(visible) });
  };
  return {
    say,
    show,
    job: (progress) => {
      const { batchesDone: done, batchesTotal: total } = progress;
      if (total === 0) say(`The job is ${progress.job.state} and has no batch`);
      else show({ done, total, facts: jobFacts(progress).slice(1) });
    },
    stop: () => {
      isStopped = true;
      spinner.stop();
      bar?.stop();
      bar = undefined;
    },
  };
}

/** `3 of 4 batches`, `30,000 rows`, `12 failed`, `5,000 rows/s`, `2 s left`, as far as they can be told. */
export function jobFacts(progress: JobProgress): string[] {
  const { batchesDone, batchesTotal, rowsProcessed, rowsFailed, rowsPerSecond, millisecondsLeft } = progress;
  return [
    `${formatNumber(batchesDone)} of ${count(batchesTotal, "batch", "batches")}`,
    count(rowsProcessed, "row"),
    ...(rowsFailed === 0 ? [] : [`${formatNumber(rowsFailed)} failed`]),
    ...(rowsPerSecond === undefined ? [] : [`${formatNumber(Math.round(rowsPerSecond))} rows/s`]),
    ...(millisecondsLeft === undefined || millisecondsLeft === 0 ? [] : [`${duration(millisecondsLeft)} left`]),
  ];
}
