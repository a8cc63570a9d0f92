import { join } from "node:path";
import { type FailureReason, toLongId } from "@sfbulk/node";
import { inFolder } from "../../arguments/in-folder.ts";
import { type Org, orgWords } from "../../connection/org.ts";
import { type CsvFile, csvFile } from "../../files/csv-file.ts";
import { countReasons, type ReasonCounter } from "./count-reasons.ts";

/** What became of a row: it is in the file of this name. */
export type OutcomeKind = "success" | "failed" | "unprocessed" | "unknown";

/** What stands before the values of a row; its number only where it is known. */
export const columnsBefore: Readonly<Record<OutcomeKind, readonly string[]>> = {
  success: ["sf__Id", "sf__Created", "sf__Row"],
  failed: ["sf__Id", "sf__Error", "sf__Row"],
  unknown: ["sf__Id", "sf__Error", "sf__Row"],
  unprocessed: ["sf__Row"],
};

/** Where rows are written, and which. */
export interface OutcomeOptions {
  /** The folder; it is made where it is not there. */
  readonly folder: string;
  /** Whether files that are there are replaced. */
  readonly overwrite: boolean;
  /** Whether the rows that were written are left out. */
  readonly failedOnly: boolean;
  /** How many rows were written, where they are left out and somebody knows. */
  readonly written?: number;
  /** Is told now and then how many rows have been read. */
  readonly onRows: (rows: number) => void;
}

/** How many rows came to what, and the files they are in: the keys of the sf CLI. */
export interface WrittenResults {
  readonly successfulRecords: number;
  readonly failedRecords: number;
  readonly unprocessedRecords: number;
  /** Rows of which it is not known whether they were written; absent where there are none. The sf CLI has no such rows. */
  readonly unknownRecords?: number;
  readonly successFilePath?: string;
  readonly failedFilePath?: string;
  readonly unprocessedFilePath?: string;
  readonly unknownFilePath?: string;
  /** Why rows were not written, the most frequent reasons first; absent where all were. */
  readonly reasons?: readonly FailureReason[];
}

/** The four files, by what became of their rows, and why rows were not written. */
export interface OutcomeFiles extends Readonly<Record<OutcomeKind, CsvFile>> {
  readonly reasons: ReasonCounter;
  /** Puts them in their places, all when all are whole. One without rows is not made. */
  readonly keep: () => Promise<WrittenResults>;
  /** Takes away what is not in its place. Whoever has them calls it, whatever happens. */
  readonly discard: () => Promise<void>;
}

/** Gives the paths of the files that the results of a job go to, in the naming of the sf CLI. */
export function resultPaths(jobId: string, folder: string): Record<OutcomeKind, string> {
  const path = (kind: OutcomeKind): string => join(folder, `${toLongId(jobId)}-${kind}-records.csv`);
  return {
    success: path("success"),
    failed: path("failed"),
    unprocessed: path("unprocessed"),
    unknown: path("unknown"),
  };
}

/** Writes the command that writes the results of a job to a folder. */
const resultsCommand = (jobId: string, org: Org, folder: string): string =>
  `sfbulk results ${jobId}${inFolder(folder)}${orgWords(org)}`;

/**
 * Makes the files of a job.
 *
 * @param head - Gives the first line of a file, when its first row comes.
 */
export function outcomeFiles(
  jobId: string,
  org: Org,
  { folder, overwrite, failedOnly, written = 0 }: OutcomeOptions,
  head: (kind: OutcomeKind) => string | Uint8Array,
): OutcomeFiles {
  const paths = resultPaths(jobId, folder);
  const again = (): string => resultsCommand(jobId, org, folder);
  const make = (kind: OutcomeKind): CsvFile => csvFile(paths[kind], () => head(kind), { overwrite, again });
  const [success, failed, unprocessed, unknown] = [
    make("success"),
    make("failed"),
    make("unprocessed"),
    make("unknown"),
  ];
  const all = [success, failed, unprocessed, unknown];
  const reasons = countReasons();
  return {
    success,
    failed,
    unprocessed,
    unknown,
    reasons,
    keep: async () => {
      const whole = [await success.close(), await failed.close(), await unprocessed.close(), await unknown.close()];
      for (const file of whole) await file?.keep();
      const [successFile, failedFile, unprocessedFile, unknownFile] = whole;
      return {
        successfulRecords: failedOnly ? written : success.rows(),
        failedRecords: failed.rows(),
        unprocessedRecords: unprocessed.rows(),
        ...(successFile === undefined ? {} : { successFilePath: successFile.path }),
        ...(failedFile === undefined ? {} : { failedFilePath: failedFile.path }),
        ...(unprocessedFile === undefined ? {} : { unprocessedFilePath: unprocessedFile.path }),
        ...(unknownFile === undefined ? {} : { unknownRecords: unknown.rows(), unknownFilePath: unknownFile.path }),
        ...(reasons.list().length === 0 ? {} : { reasons: reasons.list() }),
      };
    },
    discard: async () => {
      for (const file of all) await file.discard();
    },
  };
}
