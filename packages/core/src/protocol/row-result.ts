import * as v from "valibot";
import { flag, nullable } from "./field-schemas.ts";

/** Why Salesforce refused a row. */
export interface RowError {
  /** Salesforce's code, `REQUIRED_FIELD_MISSING`. */
  statusCode: string;
  /** Salesforce's words. */
  message: string;
  /** The API names of the fields concerned; may be empty. */
  fields: string[];
}

/**
 * What became of one row of a batch. Results stand in the order of the rows that were sent.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_batches_get_results.htm
 */
export interface RowResult {
  /** The record's id, or `null` where there is none. Newer API versions may name one on a failed row too. */
  id: string | null;
  /** Whether the row was written. */
  success: boolean;
  /** Whether the row made a new record. */
  created: boolean;
  /** Why it was refused; empty where it was not. */
  errors: RowError[];
}

/** XML leaves an empty list out and makes a list of one look like no list. */
const list = <T>(item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T[]> =>
  v.pipe(
    v.nullish(v.unknown(), []),
    v.transform((value) => [value].flat()),
    v.array(item),
  );

const rowErrorSchema: v.GenericSchema<unknown, RowError> = v.object({
  statusCode: v.string(),
  message: v.nullish(v.string(), ""),
  fields: list(v.string()),
});

const boolean = (): v.GenericSchema<unknown, boolean> => v.pipe(flag(), v.boolean());

/** Reads the result of one row out of a parsed reply, JSON or XML, into {@link RowResult}. */
export const rowResultSchema: v.GenericSchema<unknown, RowResult> = v.object({
  id: nullable(),
  success: boolean(),
  created: boolean(),
  errors: list(rowErrorSchema),
});
