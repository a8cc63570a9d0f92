import {
  browserJournal,
  isLoadError,
  isSfbulkError,
  listBatches,
  loadRows,
  type LoadPreflight,
  type LoadResult,
} from "@sfbulk/browser";
import { announce } from "../../announce.ts";
import { coalesced } from "../../components/coalesced.ts";
import { connectionFor, type Org } from "../../org/org.ts";
import { currentLoad, isGoing, isUnderWay, type LoadOrder, type LoadState } from "./current-load.ts";
import { noteAction } from "../../history/history.ts";
import { openSnapshot } from "../../snapshots/snapshot-file.ts";
import { hashFile } from "../files/hash-file.ts";
import { forgetJournal, forgetLoad, type KeptLoad, keepLoad, readKeptLoads } from "./kept-loads.ts";
import { sourceOf } from "../plan/mapped-source.ts";
import { takeOrg } from "./take-org.ts";
import { watchJournal } from "./watch-journal.ts";

/** A load, and what its rows are read from. */
export interface LoadToRun {
  readonly order: LoadOrder;
  readonly file: File;
  readonly handle: FileSystemFileHandle | undefined;
  /** Whether it is an earlier one that goes on: it was confirmed then. */
  readonly isTakenUp: boolean;
  /** What was found out about it where it was confirmed already; absent where that is still to be done. */
  readonly confirmed?: LoadPreflight;
}

/** Milliseconds between two readings of a job: an org counts its calls. */
const interval = { emulator: 800, direct: 4000, relay: 4000 };

/** What the person may say while a load is there. */
interface Choices {
  readonly start: () => void;
  readonly cancel: () => void;
  readonly stop: () => void;
}

let choices: Choices | undefined;

/** Says yes to the load that asks. */
export const startLoad = (): void => choices?.start();

/** Says no to it: nothing was sent. */
export const cancelLoad = (): void => choices?.cancel();

/** Stops the load: batches that were not begun stay here. */
export const stopLoad = (): void => choices?.stop();

/**
 * Checks a load, asks for its confirmation, and carries it out. It goes on whatever view is shown; how far it is stands in
 * `currentLoad`. Its journal is kept in this browser, so that it can be taken up after a reload.
 */
export async function runLoad({ order, file, handle, isTakenUp, confirmed }: LoadToRun): Promise<void> {
  if (isUnderWay(currentLoad.value)) throw new Error("A load of this tab is under way");
  const { org, id, spec, maxRecords, isTrial } = order;
  const stopping = new AbortController();
  const answer = pendingAnswer();
  let state: LoadState = { order, phase: "checking", batches: [], infos: new Map(), beganAt: Date.now() };
  const show = coalesced(() => void (currentLoad.value = state));
  const tell = (more: Partial<LoadState>): void => {
    const isStep = more.phase !== undefined && more.phase !== state.phase;
    state = { ...state, ...more };
    if (isStep) show.now();
    else show();
    if (!isGoing(state)) show.end();
  };
  currentLoad.value = state;
  let release: (() => void) | undefined;
  /** Found out while the rows go up; what cannot be read again has none. */
  let hash: Promise<string | undefined> = Promise.resolve(undefined);
  /** Takes the org for this load, and writes down that it begins. */
  const begin = async (): Promise<boolean> => {
    release = await takeOrg(org.instanceUrl);
    if (release === undefined) return false;
    // How long the person took to say yes does not count.
    tell({ beganAt: Date.now() });
    await keepLoad(keptOf(order, handle, state.beganAt));
    hash = hashFile(file).catch(() => undefined);
    return true;
  };
  choices = {
    start: () => {
      void begin().then(
        (mayBegin) => {
          if (mayBegin) answer.yes();
          // Nobody is asked any more.
          else if (isTrial || confirmed !== undefined) answer.no(new Error(busy));
          else tell({ hindrance: busy });
        },
        (error: unknown) => answer.no(error as Error),
      );
    },
    cancel: () => {
      stopping.abort(new Error("It was not confirmed"));
      answer.no(new Error("It was not confirmed"));
    },
    stop: () => stopping.abort(new Error("Stopped by you")),
  };
  const watching = new AbortController();
  try {
    if (isTakenUp && !(await begin())) throw Object.assign(new TypeError(busy), { code: "JournalTaken" });
    const connection = connectionFor(org, `Load ${order.fileName}`);
    const { source, options } = sourceOf(file, order.source);
    const journal = watchJournal(browserJournal(id), (batches) => tell({ batches }));
    void watchBatches(org, order, () => state, tell, watching.signal);
    const { snapshot } = order;
    const result = await loadRows(connection, spec, source, {
      ...options,
      journal,
      ...(snapshot === undefined ? {} : { snapshot: openSnapshot(id, snapshot) }),
      // It was all compared before it was confirmed.
      ...(confirmed === undefined ? {} : { fields: "send", values: "send" }),
      maxRecords,
      minInterval: interval[org.kind],
      signal: stopping.signal,
      onPreflight: async (preflight) => {
        tell({ preflight: confirmed ?? preflight });
        if (isTrial || confirmed !== undefined) choices?.start();
        else tell({ phase: "asking" });
        await answer.given;
      },
      onProgress: (progress) => {
        const { phase } = progress;
        tell({ progress, ...(phase === "adding" || phase === "waiting" ? { phase } : {}) });
      },
    });
    await readBatches(org, order, () => state, tell, watching.signal);
    tell({ phase: "ended", result, endedAt: Date.now() });
    announce(`${order.fileName}: ${inWords(result)}`);
    await keepResult(result);
  } catch (error) {
    await end(error as Error);
  } finally {
    watching.abort(new Error("The load is over"));
    choices = undefined;
    release?.();
    await readKeptLoads();
  }

  /** What has ended is history, and needs no journal any more. */
  async function keepResult({ jobs, batches, summary }: LoadResult): Promise<void> {
    const { columns, targets, skip, leftOut = [] } = order.source;
    await noteAction(
      {
        kind: "load",
        id,
        instanceUrl: org.instanceUrl,
        userId: org.userId,
        beganAt: state.beganAt,
        endedAt: state.endedAt ?? Date.now(),
        isPinned: false,
        fileName: order.fileName,
        fileBytes: order.fileBytes,
        fileHash: await hash,
        spec,
        mapping: columns.map((column, place) => ({ column, target: targets[place] ?? "" })),
        maxRecords,
        isTrial,
        skip,
        leftOut,
        result: { jobs, batches, summary },
        ...(order.snapshot === undefined ? {} : { snapshot: order.snapshot }),
      },
      org,
    );
    await forgetLoad(id);
  }

  async function end(failure: Error): Promise<void> {
    const result = isLoadError(failure) ? failure.result : undefined;
    // The page loads by Bulk API 1.0, whose results need not say so.
    if (result !== undefined && result.api !== "2.0") {
      tell({ phase: "ended", result, failure, endedAt: Date.now() });
      announce(`${order.fileName}: ${inWords(result)}`);
      return await keepResult(result);
    }
    if (state.phase === "asking" && stopping.signal.aborted) {
      show.end();
      currentLoad.value = undefined;
      return await forgetJournal(id);
    }
    const isRefused = (state.phase === "checking" || state.phase === "asking") && isSfbulkError(failure) && !isTakenUp;
    if (isRefused || state.batches.length + (state.progress?.jobs.length ?? 0) === 0)
      await (isTakenUp ? undefined : forgetLoad(id));
    tell({ phase: isRefused ? "refused" : stopping.signal.aborted ? "stopped" : "failed", failure });
    announce(`${order.fileName}: ${state.phase}`);
  }
}

interface PendingAnswer {
  readonly given: Promise<void>;
  readonly yes: () => void;
  readonly no: (error: Error) => void;
}

function pendingAnswer(): PendingAnswer {
  let answer: Omit<PendingAnswer, "given"> | undefined;
  const given = new Promise<void>((yes, no) => (answer = { yes, no }));
  // Where nobody is asked, nobody listens.
  given.catch(() => undefined);
  return { given, yes: () => answer?.yes(), no: (error) => answer?.no(error) };
}

const busy =
  "Another load to this org is under way, in another tab of this browser, or an undo. Wait for its end, or stop it there.";

const inWords = ({ summary: { written, failed } }: LoadResult): string =>
  `${written} rows were written, ${failed} failed`;

const keptOf = (order: LoadOrder, handle: FileSystemFileHandle | undefined, startedAt: number): KeptLoad => {
  const { org, ...plain } = order;
  const startedBy = { userId: org.userId, username: org.username };
  return { ...plain, instanceUrl: org.instanceUrl, handle, startedAt, startedBy };
};

type Tell = (more: Partial<LoadState>) => void;

/** Reads the batches of a load as long as it is under way. */
async function watchBatches(
  org: Org,
  order: LoadOrder,
  now: () => LoadState,
  tell: Tell,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    await new Promise((resolve) => setTimeout(resolve, interval[org.kind]));
    if (!stop.aborted && isUnderWay(now())) await readBatches(org, order, now, tell, stop);
  }
}

async function readBatches(
  org: Org,
  { fileName }: LoadOrder,
  now: () => LoadState,
  tell: Tell,
  stop: AbortSignal,
): Promise<void> {
  const connection = connectionFor(org, `Watch the batches of ${fileName}`, { retry: { attempts: 2 } });
  const infos = new Map(now().infos);
  for (const jobId of new Set(now().batches.map((batch) => batch.jobId))) {
    // What cannot be read now is asked for at the next turn; the load itself knows what becomes of it.
    const read = await listBatches(connection, jobId, { signal: stop }).catch(() => []);
    for (const info of read) infos.set(info.id.slice(0, 15), info);
  }
  if (!stop.aborted) tell({ infos });
}
