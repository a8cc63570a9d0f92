import * as v from "valibot";
import { dateTime, id, nullable, number, open, string } from "./field-schemas.ts";
import type { JobInfo } from "./job-info.ts";

/**
 * A job of Bulk API 1.0 as the list of jobs shows it: what it is, and no counts. `getJob` reads the rest.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_all_jobs.htm
 */
export type ListedJob = Pick<
  JobInfo,
  | "id"
  | "operation"
  | "object"
  | "createdById"
  | "createdDate"
  | "systemModstamp"
  | "state"
  | "contentType"
  | "apiVersion"
> & {
  /** `Classic` for jobs of Bulk API 1.0; `undefined` where the list does not say. */
  jobType?: string | undefined;
};

/** A page of the list of jobs. */
export interface JobPage {
  readonly done: boolean;
  readonly records: readonly ListedJob[];
  /** The path of the next page. */
  readonly nextRecordsUrl: string | null;
}

const listedJobSchema: v.GenericSchema<unknown, ListedJob> = v.looseObject({
  id: id("750"),
  operation: open(),
  object: string(),
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
});
