import {
  type AddedBatch,
  addBatches,
  type Ending,
  findDuplicateBatches,
  isSfbulkError,
  type JobInfo,
  type JobSpec,
  type TwinBatch,
  withJob,
} from "@sfbulk/node";
import type { Call } from "../command.ts";
import { isInterrupted } from "../interruption.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { byteSize } from "../output/byte-size.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { duration } from "../output/time-ago.ts";
import { explainFailure } from "./explain-failure.ts";
import { isRowless, noRows } from "./must-have-rows.ts";
import type { FileReading, Rows } from "./open-rows.ts";

/** How a file is loaded. */
export interface LoadPlan {
  readonly spec: JobSpec;
  /** What becomes of the job where the load fails or is interrupted. */
  readonly onError: Ending;
  readonly concurrency: number;
  readonly maxRecords: number;
  readonly reading: FileReading;
}

/** A job that is filled and closed. */
export interface LoadedJob {
  readonly job: JobInfo;
  readonly batches: readonly AddedBatch[];
  /** Batches that have come once more, later than anybody looked for them. */
  readonly duplicates: readonly TwinBatch[];
}

/** Creates a job, adds the rows, and closes it; ends it as told where that fails or Ctrl-C says so. */
export async function loadRows(rows: Rows, plan: LoadPlan, org: Org, call: Call): Promise<LoadedJob> {
  const { output, interruption } = call;
  const { connection } = org;
  const { spec, onError, concurrency, maxRecords, reading } = plan;
  const { signal } = interruption;
  const added: AddedBatch[] = [];
  let jobId: string | undefined;
  const started = Date.now();
  const progress = await startProgress(output, `Creating a job to ${spec.operation} ${spec.object}`);
  const onBatch = (one: AddedBatch): void => {
    added.push(one);
    const loaded = added.reduce((sum, { rows: some }) => sum + some, 0);
    const seconds = (Date.now() - started) / 1000;
    const left = rows.bytes === undefined ? 0 : (seconds * (rows.bytes - rows.bytesRead())) / rows.bytesRead();
    const facts = [
      `${count(loaded, "row")} uploaded`,
      rows.bytes === undefined
        ? byteSize(rows.bytesRead())
        : `${byteSize(rows.bytesRead())} of ${byteSize(rows.bytes)}`,
      // In the first second there is no pace to speak of.
      ...(seconds < 1 ? [] : [`${count(Math.round(loaded / seconds), "row")}/s`]),
      ...(seconds < 1 || left < 1 ? [] : [`${duration(left * 1000)} left`]),
    ];
    if (rows.bytes === undefined) progress.say(facts.join(", "));
    else progress.show({ done: rows.bytesRead(), total: rows.bytes, facts });
  };
  const tellOfEnding = (): void => {
    progress.stop();
    const id = jobId ?? "";
    const what =
      onError === "leave" ? `leaving job ${id} open` : `${onError === "abort" ? "aborting" : "closing"} job ${id}`;
    output.note(`Interrupted: ${what}; Ctrl-C${isCtrlC(signal.reason) ? " again" : ""} leaves at once`);
  };
  try {
    const { job, value } = await withJob(
      connection,
      spec,
      async (open, stop) => {
        jobId = open.id;
        interruption.partWith(() => partingWords(open.id, org));
        call.own({ id: open.id, isClosed: false });
        signal.addEventListener("abort", tellOfEnding, { once: true });
        progress.say(`Job ${open.id} is open: reading ${rows.name}`);
        const batches = await addBatches(connection, open, rows.read(), {
          ...reading,
          concurrency,
          maxRecords,
          onBatch,
          signal: stop,
        }).catch((error: unknown) => {
          throw isSfbulkError(error) && isRowless(error.code) ? noRows(rows) : error;
        });
        progress.say(`Closing job ${open.id}`);
        return batches;
      },
      { onError, signal },
    );
    // Nothing ends it any more.
    signal.removeEventListener("abort", tellOfEnding);
    interruption.partWith(undefined);
    call.own({ id: job.id, isClosed: true });
    // A closed job takes no batch: what it has now is all that will ever come.
    const duplicates = await findDuplicateBatches(connection, job, value, { signal });
    return { job, batches: value, duplicates };
  } catch (error) {
    progress.stop();
    if (jobId === undefined) throw error;
    // That the job could not be ended is seen by looking at it.
    const first = isSfbulkError(error) && error.code === "EndingFailed" ? error.cause : error;
    throw await explainFailure(first, { jobId, added, onError, rows, org });
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
