import type { JobSettings } from "./job-spec.ts";
import type { DataSetOperation, KeyedOperation, LoadOperation } from "./load-operation.ts";

/**
 * What the jobs of a load by Bulk API 2.0 are to do. The delimiter and the line ends are not said here: they are those that
 * the source has.
 */
export type IngestLoadSpec =
  | (KeyedOperation<LoadOperation> & IngestLoadSettings)
  | (DataSetOperation & Partial<IngestLoadSettings>);

/** What else there is to say of the jobs of such a load. */
export interface IngestLoadSettings extends Pick<JobSettings, "object" | "assignmentRuleId"> {
  /** The format of the rows, of which there is one. */
  readonly contentType?: "CSV";
}
