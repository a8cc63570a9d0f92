import * as v from "valibot";
import { dateTime, id, nullable, number, open } from "./field-schemas.ts";
import type { IngestJobState } from "./ingest-job-info.ts";
import type { JobInfo, JobState } from "./job-info.ts";

/**
 * A job of either API as the list of jobs shows it: what it is, and no counts. `getJob`, `getIngestJob` and `getQueryJob`
 * read the rest.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_all_jobs.htm
 */
export type ListedJob = Pick<
  JobInfo,
  "id" | "operation" | "createdById" | "createdDate" | "systemModstamp" | "contentType" | "apiVersion"
> & {
  /** The API name of the object type; `null` for the few jobs of Bulk API 2.0 that are for none. */
  object: string | null;
  /** Where the job stands, in the words of its API. */
  state: JobState | IngestJobState;
  /**
   * `Classic` for jobs of Bulk API 1.0, `V2Ingest` and `V2Query` for those of Bulk API 2.0; `undefined` where the list does
   * not say.
   */
  jobType?: string | undefined;
};

/** A page of the list of jobs. */
export interface JobPage {
  readonly done: boolean;
  readonly records: readonly ListedJob[];
  /** The path of the next page. */
  readonly nextRecordsUrl: string | null;
  /** The same by the other name that the guide has for such addresses. */
  readonly nextRecordUrl: string | null;
}

const listedJobSchema: v.GenericSchema<unknown, ListedJob> = v.looseObject({
  id: id("750"),
  operation: open(),
  object: nullable(),
  createdById: nullable(),
  createdDate: dateTime(),
  systemModstamp: dateTime(),
  state: open(),
  contentType: open("CSV"),
  apiVersion: number(),
  jobType: v.optional(v.string()),
});

/** Reads a page of the list of jobs. */
export const jobPageSchema: v.GenericSchema<unknown, JobPage> = v.object({
  done: v.boolean(),
  records: v.array(listedJobSchema),
  nextRecordsUrl: v.nullish(v.string(), null),
  nextRecordUrl: v.nullish(v.string(), null),
});
