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
  /**
   * What the list says of it that cannot be, `object is null, expected a string`; absent where there is nothing. Such a
   * field is `""`, or 0 for `apiVersion`. No sweep touches such a job; `getJob` tells more.
   */
  problems?: string[] | undefined;
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

const fields = {
  id: id("750"),
  operation: open(),
  object: v.pipe(v.string(), v.nonEmpty()),
  createdById: nullable(),
  createdDate: dateTime(),
  systemModstamp: dateTime(),
  state: open(),
  contentType: open("CSV"),
  apiVersion: number(),
  jobType: v.optional(v.string()),
} as const;

/** What each field is, in words. */
const expected: Readonly<Record<keyof typeof fields, string>> = {
  id: "the id of a job",
  operation: "a word",
  object: "a string",
  createdById: "a string",
  createdDate: "a date and time",
  systemModstamp: "a date and time",
  state: "a word",
  contentType: "a word",
  apiVersion: "a number",
  jobType: "a string",
};

/** What stands for a field that is odd, where it is not the empty string. */
const instead: Partial<Record<keyof typeof fields, unknown>> = { apiVersion: 0, jobType: undefined };

/** Says what is there: words as they are, of everything else its kind. */
function describe(value: unknown): string {
  if (typeof value === "string") return /^[\w .:+-]{0,40}$/.test(value) ? JSON.stringify(value) : "another string";
  if (typeof value === "number" || typeof value === "boolean" || value === null) return String(value);
  return value === undefined ? "absent" : Array.isArray(value) ? "an array" : "an object";
}

const listedJobSchema: v.GenericSchema<unknown, ListedJob> = v.looseObject(fields);

/** Only ingest jobs of Bulk API 2.0 may be for no object. */
const ingestFields = { ...fields, object: nullable() };
const listedIngestJobSchema: v.GenericSchema<unknown, ListedJob> = v.looseObject(ingestFields);

const isField = (key: string): key is keyof typeof fields => Object.hasOwn(fields, key);

/** Reads one job of the list; one that is odd comes with its problems, so that it spoils nothing of the others. */
function readListedJob(value: unknown): ListedJob {
  const given = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const record = new Map<string, unknown>(Object.entries(given));
  const isIngest = record.get("jobType") === "V2Ingest";
  const result = v.safeParse(isIngest ? listedIngestJobSchema : listedJobSchema, value);
  if (result.success) return result.output;
  const job: Record<string, unknown> = Object.fromEntries(record);
  const problems = given === value ? [] : [`it is ${describe(value)}, expected an object`];
  for (const key of Object.keys(fields).filter(isField)) {
    const field = v.safeParse((isIngest ? ingestFields : fields)[key], record.get(key));
    job[key] = field.success ? field.output : key in instead ? instead[key] : "";
    if (!field.success && given === value) {
      problems.push(`${key} is ${describe(record.get(key))}, expected ${expected[key]}`);
    }
  }
  return { ...job, problems } as ListedJob;
}

/** Reads a page of the list of jobs. */
export const jobPageSchema: v.GenericSchema<unknown, JobPage> = v.object({
  done: v.boolean(),
  records: v.array(v.pipe(v.unknown(), v.transform(readListedJob))),
  nextRecordsUrl: v.nullish(v.string(), null),
  nextRecordUrl: v.nullish(v.string(), null),
});
