import { argumentError } from "../errors/argument-error.ts";
import type { BatchPart } from "./batch-part.ts";
import { type CsvOptions, csvParts } from "./csv-parts.ts";
import { csvRecords } from "./records/csv-records.ts";
import { jsonRecords } from "./records/json-records.ts";
import { packRecords, type RecordWatch } from "./pack-records.ts";
import type { SourceReading } from "./source-reading.ts";
import { itemsOf, type Pull, pullWith } from "./pull.ts";
import { xmlRecords } from "./records/xml-records.ts";

/** How rows become the bodies of batches. */
export interface PartOptions extends Omit<CsvOptions, "sent" | "hasOneHeader" | "reading"> {
  /** How CSV is to be sent. Default: with commas, and the line end of its first line. */
  readonly sent?: CsvOptions["sent"] | undefined;
  readonly contentType: string;
  /** The columns of records. */
  readonly columns: readonly string[] | undefined;
  readonly onRecord?: RecordWatch | undefined;
  /** What becomes known of CSV is written down here, where anybody wants to know. */
  readonly reading?: SourceReading;
}

/** What Bulk API 1.0 takes, whatever the source has. */
const withCommas = { delimiter: ",", lineEnd: undefined } as const;

/**
 * Makes the bodies of batches out of a source's items: CSV where the first one is a string or bytes, else records.
 *
 * @throws TypeError for what does not go together, when it is called; later for rows that cannot be sent.
 */
export function makeParts(first: unknown, others: Pull, options: PartOptions): AsyncGenerator<BatchPart> {
  const { contentType, header, columns, onRecord } = options;
  const all = pullWith(first, others);
  if (typeof first === "string" || first instanceof Uint8Array) {
    if (contentType !== "CSV") {
      throw argumentError(
        "UnsupportedContentType",
        `Cannot split a string for a ${contentType} job: expected an iterable of records, or a CSV job`,
      );
    }
    if (columns !== undefined) {
      throw argumentError(
        "ConflictingOptions",
        "Cannot use columns with CSV: its header line names them, or the option header",
      );
    }
    return csvParts(itemsOf(all), {
      reading: { bytes: 0 },
      ...options,
      sent: options.sent ?? withCommas,
      hasOneHeader: false,
    });
  }
  if (header !== undefined) {
    throw argumentError("ConflictingOptions", "Cannot use header with records: the option columns names their columns");
  }
  if (columns !== undefined && contentType !== "CSV") {
    throw argumentError(
      "ConflictingOptions",
      `Cannot use columns for a ${contentType} job: each record has its own fields there`,
    );
  }
  const format = contentType === "CSV" ? csvRecords(columns) : contentType === "JSON" ? jsonRecords() : xmlRecords();
  return packRecords(all, options, format, onRecord);
}
