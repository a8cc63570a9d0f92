import { dirname, resolve } from "node:path";
import {
  fileSnapshot,
  getUser,
  isSameId,
  type LaterUndo,
  type Snapshot,
  toLongId,
  type UndoneLoad,
} from "@sfbulk/node";
import { checkId } from "../arguments/check-id.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Org } from "../connection/org.ts";
import { jobsOfDamaged, unreadable } from "../journals/damaged-journal.ts";
import { journalPlaces, snapshotOf } from "../journals/journal-place.ts";
import { readRecord } from "../journals/read-record.ts";
import { findJob } from "../parts/find-job.ts";
import { type LoadReceipt, receiptPath } from "../receipts/receipt.ts";
import { readReceipt, readReceiptFile, readReceipts } from "../receipts/read-receipt.ts";
import { isThere, snapshotPath } from "../receipts/snapshot-file.ts";
import { laterUndos } from "./later-undos.ts";
import type { UndoCall } from "./undo-call.ts";

/** A load that is to be taken back, before the org is asked about it. */
export interface NamedLoad {
  /** The load; `undefined` where only the id of a job is known. */
  readonly load: UndoneLoad | undefined;
  /** The last of its jobs, or the one that is taken back alone. */
  readonly jobId: string;
  /** What it was: `update Account`; `undefined` where the job must be asked. */
  readonly words: string | undefined;
  /** The org that it was made in; `null` where that is not known. */
  readonly organizationId: string | null;
  /** Where its snapshot is, where there is one. */
  readonly snapshotPath: string | undefined;
  /** How it is named in the command. */
  readonly given: string;
}

/**
 * Finds the load that is meant: by the id of its last job, by its receipt, or by the file or the journal of one that was
 * interrupted.
 *
 * @throws UsageError where there is none.
 */
export async function nameLoad(given: string | undefined, { values }: UndoCall): Promise<NamedLoad> {
  if (given === undefined) {
    throw usageError("Cannot tell which load is meant: expected the id of its job, or the path of its receipt");
  }
  const found =
    values.jobOnly === true
      ? await jobAlone(given, values.outputDir)
      : ((await byPath(given)) ?? (await byId(given, values.outputDir)));
  if (values.snapshot === undefined) return { ...found, given };
  if (!(await isThere(values.snapshot))) throw usageError(`Cannot find the snapshot ${values.snapshot}`);
  return { ...found, given, snapshotPath: values.snapshot };
}

type FoundLoad = Omit<NamedLoad, "given">;

async function byId(given: string, folder: string): Promise<FoundLoad> {
  const jobId = toLongId(checkId(given));
  const receipt = await readReceipt(jobId, folder);
  if (receipt !== undefined) {
    // A file that somebody has copied or renamed would have another load taken back than the one that was named.
    if (receipt.jobs.some((id) => isSameId(id, jobId))) return await ofReceipt(receipt, folder);
    throw usageError(
      `Cannot use the receipt ${receiptPath(jobId, folder)}: it is of job ${receipt.jobs.at(-1) ?? "none"}`,
      "Name the load by the path of its receipt, or the id of its own job",
    );
  }
  const path = snapshotPath(jobId, folder);
  return {
    load: undefined,
    jobId,
    words: undefined,
    organizationId: null,
    snapshotPath: (await isThere(path)) ? path : undefined,
  };
}

/** Finds one job of a load, whose receipt tells where its rows are and its snapshot; of another job there is the id alone. */
async function jobAlone(given: string, folder: string): Promise<FoundLoad> {
  const jobId = toLongId(checkId(given));
  const [receipt] = await readReceipts([folder], ({ jobs }) => jobs.some((id) => isSameId(id, jobId)));
  if (receipt === undefined) return await byId(given, folder);
  const found = await ofReceipt(receipt, folder);
  const batches = receipt.batches.filter((one) => isSameId(one.jobId, jobId));
  return { ...found, load: { ...found.load, jobs: [jobId], batches }, jobId };
}

async function byPath(given: string): Promise<FoundLoad | undefined> {
  const isFile = await isThere(given);
  if (isFile && given.endsWith(".json")) {
    const receipt = await readReceiptFile(given);
    if (receipt !== undefined) return await ofReceipt(receipt, dirname(given));
    throw usageError(`Cannot use ${given}: it is no receipt of a load`);
  }
  if (!isFile) return undefined;
  const { beside, apart } = await journalPlaces(given);
  for (const path of [given, beside, apart]) {
    const record = await readRecord(path).catch(async (error: unknown) => {
      // The file that was loaded is none; what a damaged one still says is not all that was written.
      if ((await jobsOfDamaged(path, error)) === undefined) return undefined;
      throw await unreadable(path, error);
    });
    if (record === undefined) continue;
    const { jobs, batches, begun } = record;
    const jobId = jobs.at(-1);
    if (jobId === undefined) throw usageError(`There is nothing to take back: the load of ${path} has made no job`);
    const snapshot = snapshotOf(path);
    return {
      load: { api: begun?.api ?? "1.0", jobs, batches },
      jobId,
      words: `${begun?.spec.operation ?? ""} ${begun?.spec.object ?? ""}`,
      organizationId: begun?.organizationId ?? null,
      snapshotPath: (await isThere(snapshot)) ? snapshot : undefined,
    };
  }
  throw usageError(`Cannot find a load of ${given}`, "Name the id of its job, or its receipt, <id>-load.json");
}

async function ofReceipt(receipt: LoadReceipt, folder: string): Promise<FoundLoad> {
  const { jobs, batches, operation, object, org, snapshot } = receipt;
  const jobId = jobs.at(-1) ?? "";
  const places = [...(snapshot === undefined ? [] : [snapshot.path]), snapshotPath(jobId, folder)];
  let found: string | undefined;
  for (const place of places) if (found === undefined && (await isThere(place))) found = place;
  return {
    load: { api: "api" in receipt && receipt.api === "2.0" ? "2.0" : "1.0", jobs, batches },
    jobId,
    words: `${operation} ${object}`,
    organizationId: org.organizationId,
    snapshotPath: found,
  };
}

/** A load that is to be taken back, of this org. */
export interface UndoSubject {
  readonly load: UndoneLoad;
  readonly jobId: string;
  readonly words: string;
  readonly snapshot: Snapshot | undefined;
  /** Where that is. */
  readonly snapshotPath: string | undefined;
  /** Loads of the org that were taken back before. */
  readonly later: readonly LaterUndo[];
}

/**
 * Sees that a load is of this org, and finds out by which API it was made.
 *
 * @throws UsageError where it is of another one.
 */
export async function subjectOf(
  named: NamedLoad,
  org: Org,
  { interruption, output, values }: UndoCall,
): Promise<UndoSubject> {
  const { signal } = interruption;
  const { jobId, organizationId, snapshotPath: path } = named;
  const { organizationId: here } = await getUser(org.connection, { signal });
  if (organizationId !== null && !isSameId(here, organizationId)) {
    throw usageError(
      `Cannot take the load of job ${jobId} back here: it was into org ${organizationId}, and this one is ${here}`,
      "Name the org that it was into: --target-org <alias>",
    );
  }
  const kept = {
    snapshot: path === undefined ? undefined : fileSnapshot(path),
    snapshotPath: path === undefined ? undefined : resolve(path),
    later: await laterUndos(values.outputDir, here),
  };
  const { load, words } = named;
  if (load !== undefined && words !== undefined) {
    // How far an interrupted load has come, its journal knows; what its jobs have done, the org does.
    return { load, jobId, words, ...kept };
  }
  const found = await findJob(org.connection, jobId, signal);
  if (found.api === "2.0-query") throw usageError(`Cannot take job ${jobId} back: it is a query`);
  output.note(
    `There is no receipt of job ${jobId} in this folder: the rows of that job alone are taken back, without their numbers`,
  );
  return {
    load: { api: found.api === "1.0" ? "1.0" : "2.0", jobs: [jobId] },
    jobId,
    words: `${found.job.operation} ${found.job.object ?? ""}`,
    ...kept,
  };
}
