import type { Delimiter } from "../protocol/delimiter.ts";
import type { RecordEnd } from "../csv/find-record-end.ts";

/** What becomes known of a source while it is read. Whoever reads it fills this in. */
export interface SourceReading {
  /** How many bytes were read; of strings, in UTF-8. */
  bytes: number;
  /** How its bytes are encoded. */
  encoding?: string;
  /** What stands between its values. */
  delimiter?: Delimiter;
  /** How its first line ends. */
  lineEnd?: RecordEnd;
  /** The names of its columns. */
  columns?: readonly string[];
}
