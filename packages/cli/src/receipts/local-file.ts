import { byteEncoding, utf8 } from "../csv/byte-encoding.ts";
import { type FileReading, openRows } from "../load/open-rows.ts";
import { isCommandError } from "../output/command-error.ts";
import type { LocalFile } from "../results/outcomes/local-rows.ts";
import type { LoadReceipt } from "./receipt.ts";

/**
 * Gives a file that was loaded, as it stands now; `undefined` where it is not at hand any more.
 *
 * @param sha256 - The hash that it had.
 */
export async function localFile(
  path: string,
  { encoding, delimiter }: FileReading,
  sha256: string | undefined,
): Promise<LocalFile | undefined> {
  try {
    const rows = await openRows(path, {
      ...(encoding === undefined ? {} : { encoding }),
      ...(delimiter === undefined ? {} : { delimiter }),
    });
    return {
      open: rows.plain,
      delimiter,
      encoding: byteEncoding(encoding) ?? utf8,
      isSame: () => sha256 !== undefined && rows.hash() === sha256,
    };
  } catch (error) {
    if (isCommandError(error)) return undefined;
    throw error;
  }
}

/** Gives the file of a receipt; `undefined` where it is not at hand any more. */
export async function loadedFile({ file }: LoadReceipt): Promise<LocalFile | undefined> {
  const { path, sha256, encoding, delimiter } = file;
  return path === null || sha256 === null
    ? undefined
    : await localFile(path, readingOf({ encoding, delimiter }), sha256);
}

/** Gives the options that a file was read by. */
const readingOf = ({
  encoding,
  delimiter,
}: {
  readonly encoding: string | null;
  readonly delimiter: string | null;
}): FileReading => ({
  ...(encoding === null ? {} : { encoding }),
  ...(delimiter === null ? {} : { delimiter: delimiter as NonNullable<FileReading["delimiter"]> }),
});
