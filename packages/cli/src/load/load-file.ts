import {
  type AddedBatch,
  type DuplicateBatch,
  type Ending,
  isLoadError,
  isSfbulkError,
  type IngestLoadSpec,
  type JobSpec,
  type Journal,
  type LoadError,
  type LoadPreflight,
  type LoadProgress,
  loadRows,
  type LoadSummary,
  type Snapshot,
} from "@sfbulk/node";
import type { Call } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { isInterrupted } from "../interruption.ts";
import { type LoadRecord, loadRecorder, toldJournal } from "../journals/load-record.ts";
import { count, formatNumber } from "../output/count.ts";
import { byteSize } from "../output/byte-size.ts";
import { type Progress, startProgress } from "../output/progress.ts";
import { duration } from "../output/time-ago.ts";
import { inOptions } from "../reporting/in-options.ts";
import type { LoadApi } from "./read-api.ts";
import { isRowless, type LoadSource, noRows } from "./open-rows.ts";

/** How a file is loaded. */
export interface LoadPlan {
  readonly spec: JobSpec;
  readonly api: LoadApi;
  /** What becomes of the job where the load fails or is interrupted. */
  readonly onError: Ending;
  readonly concurrency: number;
  /** How many rows a batch may have, by Bulk API 1.0. */
  readonly maxRecords: number;
  readonly maxFailed: number | string | undefined;
  /** Whether columns and values are looked at before they are sent. */
  readonly fields: "check" | "send";
  /** Whether nobody waits for the rows to be processed. */
  readonly isAsync: boolean;
  /** Where records are kept as they are before they are changed; `undefined` where they are not. */
  readonly snapshot: Snapshot | undefined;
  readonly waitTimeout: number;
  readonly minInterval: number;
  /** Is told what was found out before there is a job. What it throws ends the load, with nothing sent. */
  readonly onPreflight: (found: LoadPreflight) => Promise<void>;
}

/** How a load has ended, or how far it is. */
export interface LoadedFile {
  readonly record: LoadRecord;
  /** What became of the rows; `undefined` where that is not known yet: the jobs are closed, and go on by themselves. */
  readonly summary: LoadSummary | undefined;
  readonly preflight: LoadPreflight | undefined;
  /** Batches that have come once more, later than anybody looked for them. */
  readonly duplicates: readonly DuplicateBatch[];
  /** The ids of jobs that runs of this load may have left open. */
  readonly leftOpen: readonly string[];
  /** The batches as core gives them where nobody waited; it looks for duplicates by them. */
  readonly added: readonly AddedBatch[];
  /** Says that more rows have failed than may, where all are processed all the same. */
  readonly tooManyFailed: string | undefined;
  /** Says that jobs have ended before they came to all of their rows. */
  readonly cutShort: string | undefined;
}

/** A load that has stopped before its end, and what is known of it. */
export interface StoppedLoad {
  readonly error: LoadError;
  readonly record: LoadRecord;
  /** Whether all rows are in jobs that are closed, so that Salesforce goes on with them. */
  readonly isAllThere: boolean;
}

/** Ends a load that nobody waits for: all its rows are there, and its job is closed. */
const handedOver = new Error("All rows are there");

/**
 * Loads a file, or goes on with a load of it: creates a job, adds the rows, closes it, and waits. The job of a load that
 * stops ends as told.
 *
 * @param stopped - Makes the error of a load that has stopped after it had begun.
 * @throws what `stopped` gives; what was wrong before anything was done.
 */
export async function loadFile(
  rows: LoadSource,
  journal: Journal,
  plan: LoadPlan,
  org: Org,
  call: Call,
  stopped: (load: StoppedLoad) => Promise<unknown>,
): Promise<LoadedFile> {
  const { output, interruption } = call;
  const { signal } = interruption;
  const { spec, api, onError, isAsync, onPreflight, maxFailed, maxRecords, snapshot, ...limits } = plan;
  const recorder = loadRecorder();
  let preflight: LoadPreflight | undefined;
  let progress = await startProgress(output, `Reading ${rows.name}`);
  const tell = loadTeller(output);
  const meter = loadMeter(rows, () => preflight?.rows ?? undefined);
  const tellOfEnding = (): void => {
    const { openJob } = recorder.record();
    progress.stop();
    if (openJob === undefined) return;
    const what =
      onError === "leave"
        ? `leaving job ${openJob} open`
        : `${onError === "abort" ? "aborting" : "closing"} job ${openJob}`;
    output.note(`Interrupted: ${what}; Ctrl-C${isCtrlC(signal.reason) ? " again" : ""} leaves at once`);
  };
  signal.addEventListener("abort", tellOfEnding, { once: true });
  // Jobs of Bulk API 2.0 are closed one after another while others wait.
  let isAdded = false;
  const handing = new AbortController();
  const handOver = (): void => {
    if (isAsync && isAdded && recorder.record().openJob === undefined) handing.abort(handedOver);
  };
  const told = toldJournal(journal, (entry) => {
    recorder.take(entry);
    if (entry.kind === "job-closed") handOver();
    const { openJob, jobs } = recorder.record();
    const id = openJob ?? jobs.at(-1);
    if (id === undefined) return;
    call.own({ id, isClosed: openJob === undefined });
    interruption.partWith(openJob === undefined ? undefined : () => partingWords(openJob, org));
  });
  try {
    const options = {
      ...rows.reading,
      ...limits,
      ...(maxFailed === undefined ? {} : { maxFailed }),
      ...(snapshot === undefined ? {} : { snapshot }),
      journal: told,
      signal: AbortSignal.any([signal, handing.signal]),
      onPreflight: async (all: LoadPreflight) => {
        preflight = all;
        progress.stop();
        await onPreflight(all);
        progress = await startProgress(output, `Creating a job to ${spec.operation} ${spec.object}`);
      },
      onProgress: (now: LoadProgress) => {
        if (now.phase === "waiting") isAdded = true;
        handOver();
        meter(now, progress);
        tell(now);
      },
    } as const;
    const { connection } = org;
    const {
      summary,
      preflight: found,
      leftOpen,
    } = api === "1.0"
      ? await loadRows(connection, spec, rows.source, { ...options, maxRecords, onError })
      : await loadRows(connection, spec as IngestLoadSpec, rows.source, {
          ...options,
          api,
          onError: onError === "leave" ? "leave" : "abort",
        });
    const none = { duplicates: [], added: [], tooManyFailed: undefined, cutShort: undefined };
    return { ...none, record: recorder.record(), summary, preflight: found, leftOpen: leftOpen ?? [] };
  } catch (error) {
    progress.stop();
    if (isSfbulkError(error) && isRowless(error.code)) throw noRows(rows);
    if (!isLoadError(error)) throw error;
    const record = recorder.record();
    const { result, duplicates, code, added } = error;
    if (result !== undefined) {
      const tooManyFailed = code === "TooManyFailed" ? inOptions(error.message) : undefined;
      const cutShort = code === "BatchesNotProcessed" ? inOptions(error.message) : undefined;
      const { summary, leftOpen } = result;
      return {
        record,
        summary,
        preflight: result.preflight,
        duplicates,
        leftOpen: leftOpen ?? [],
        added,
        tooManyFailed,
        cutShort,
      };
    }
    if (error.cause === handedOver) {
      const nothing = { duplicates: [], leftOpen: [], tooManyFailed: undefined, cutShort: undefined };
      return { record, summary: undefined, preflight, added, ...nothing };
    }
    // Nothing was done yet: what stopped it says all.
    if (record.begun === undefined) throw error.cause ?? error;
    // A job that is closed may be an earlier one, which was too old to be filled on.
    throw await stopped({ error, record, isAllThere: record.openJob === undefined && isAdded });
  } finally {
    progress.stop();
    signal.removeEventListener("abort", tellOfEnding);
    interruption.partWith(undefined);
  }
}

const isCtrlC = (reason: unknown): boolean => isInterrupted(reason) && reason.exitCode === 130;

/** What a second Ctrl-C leaves behind. */
const partingWords = (jobId: string, org: Org): string =>
  `Job ${jobId} may be open. End it with: sfbulk abort ${jobId}${orgWords(org)} (or keep its rows: sfbulk close ${jobId}${orgWords(org)})`;

/** How many milliseconds may pass between two lines of `--jsonl` about the same phase: a long load must not fill a log. */
const quietTime = 5000;

/** Makes what tells programs how far a load is: at once where its phase changes, else now and then. */
function loadTeller(output: Call["output"]): (now: LoadProgress) => void {
  let last: LoadProgress["phase"] | undefined;
  let next = 0;
  return (now) => {
    if (now.phase === last && Date.now() < next) return;
    last = now.phase;
    next = Date.now() + quietTime;
    output.status(now);
  };
}

/** Makes what shows how far a load is. */
function loadMeter(rows: LoadSource, total: () => number | undefined): (now: LoadProgress, progress: Progress) => void {
  let started: number | undefined;
  let before = 0;
  return (now, progress) => {
    const { phase, rowsAccepted, rowsProcessed, rowsFailed, jobs } = now;
    if (phase === "checking" || phase === "ended") return;
    if (started === undefined) {
      started = Date.now();
      before = rowsAccepted;
    }
    if (phase === "waiting") {
      const facts = [
        `Closed: ${formatNumber(rowsProcessed)} of ${count(rowsAccepted, "row")} processed`,
        ...(rowsFailed === 0 ? [] : [`${count(rowsFailed, "row")} failed`]),
      ];
      progress.show({ done: rowsProcessed, total: rowsAccepted, facts });
      return;
    }
    if (rowsAccepted === 0) {
      const job = jobs.at(-1);
      if (job !== undefined) progress.say(`Job ${job}: reading ${rows.name}`);
      return;
    }
    const all = total();
    const seconds = (Date.now() - started) / 1000;
    const pace = (rowsAccepted - before) / seconds;
    const left = all === undefined || pace === 0 ? 0 : (all - rowsAccepted) / pace;
    const facts = [
      all === undefined
        ? `${count(rowsAccepted, "row")} uploaded`
        : `${count(rowsAccepted, "row")} uploaded of ${formatNumber(all)}`,
      byteSize(now.bytes),
      ...(rowsFailed === 0 ? [] : [`${count(rowsFailed, "row")} failed`]),
      // In the first second there is no pace to speak of.
      ...(seconds < 1 ? [] : [`${count(Math.round(pace), "row")}/s`]),
      ...(seconds < 1 || left < 1 ? [] : [`${duration(left * 1000)} left`]),
    ];
    if (all === undefined) progress.say(facts.join(", "));
    else progress.show({ done: rowsAccepted, total: all, facts });
  };
}
