import { checkColumns } from "../../arguments/check-columns.ts";
import type { OptionNames } from "../../arguments/check-options.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { checkDelimiter } from "../../arguments/check-delimiter.ts";
import { type Delimiter } from "../../protocol/delimiter.ts";
import { checkEncoding, type SourceEncoding } from "../../encoding/check-encoding.ts";
import type { CsvOptions } from "../csv-parts.ts";

/** How a source of CSV is written. What is not said is found, or refused where it cannot be. */
export interface CsvSourceOptions {
  /** The columns of CSV that has no header line. Default: the first line is the header line. */
  readonly header?: readonly string[];
  /**
   * How its bytes are encoded. Default: UTF-16 where a byte order mark or the zeros between its letters show it, else UTF-8.
   * Excel saves `"windows-1252"` in most of Europe and America, unless told otherwise. Strings are not concerned.
   */
  readonly encoding?: SourceEncoding;
  /** What stands between its values. Default: the one that the first line has, if it is one only; a comma where it has none. */
  readonly delimiter?: Delimiter;
  /**
   * What becomes of a row with fewer or more values than there are columns. Default: `"error"`, which names its line before
   * it is sent; `"send"` leaves it to Salesforce.
   */
  readonly raggedRows?: "error" | "send";
}

/** Their names. */
export const csvSourceOptionNames: OptionNames<CsvSourceOptions> = {
  header: true,
  encoding: true,
  delimiter: true,
  raggedRows: true,
};

/**
 * Checks what a caller says of a source of CSV, and fills in the defaults.
 *
 * @throws TypeError that names the option and what is expected; for an encoding that this runtime cannot read.
 */
export function checkCsvSourceOptions(
  options: CsvSourceOptions,
): Pick<CsvOptions, "header" | "encoding" | "delimiter" | "raggedRows"> {
  const { header, encoding, delimiter, raggedRows = "error" } = options;
  checkWord("raggedRows", raggedRows, ["error", "send"]);
  return {
    header: checkColumns("header", header),
    encoding: checkEncoding(encoding),
    delimiter: checkDelimiter(delimiter),
    raggedRows,
  };
}
