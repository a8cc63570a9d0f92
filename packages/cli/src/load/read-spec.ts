import type { JobSpec } from "@sfbulk/node";
import type { CommandOption } from "../arguments/command-option.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { LoadRecord } from "../journals/load-record.ts";
import type { FileReading } from "./open-rows.ts";

const operations = ["insert", "update", "upsert", "delete", "hardDelete"];

/** The names that Bulk API 2.0 has for them, and so the sf CLI. */
export const delimiters = { BACKQUOTE: "`", CARET: "^", COMMA: ",", PIPE: "|", SEMICOLON: ";", TAB: "\t" } as const;

/** The values of the options that say what a file is loaded as. */
export interface SpecValues {
  readonly sobject?: string;
  readonly operation?: string;
  readonly externalId?: string;
  readonly serial?: true;
  readonly assignmentRule?: string;
}

/** Those of them that are not settled by what the rows were loaded as before. */
export const settingOptions: readonly CommandOption[] = [
  { flags: "-r, --serial", description: "process batches one after another, where they lock the same records" },
  { flags: "--assignment-rule <id>", description: "id of the assignment rule for cases or leads" },
];

/** The options that say what a file is loaded as. */
export const specOptions: readonly CommandOption[] = [
  { flags: "-s, --sobject <name>", description: "the object, Account" },
  { flags: "--operation <name>", description: "what to do with the rows", choices: operations },
  { flags: "--external-id <field>", description: "with upsert: the field that tells which record is meant" },
  ...settingOptions,
];

/** The values of the options that say how a file is read. */
export interface ReadingValues {
  readonly encoding?: string;
  readonly columnDelimiter?: keyof typeof delimiters;
  readonly map?: readonly string[];
}

/** The options that say how a file is read. */
export const readingOptions: readonly CommandOption[] = [
  {
    flags: "--encoding <label>",
    description: "how the file is encoded, windows-1252 for one (default: UTF-8, or UTF-16 where that is to be seen)",
  },
  {
    flags: "--column-delimiter <name>",
    description: "what stands between the values (default: what the first line has)",
    choices: Object.keys(delimiters),
  },
  {
    flags: "--map <pairs>",
    description: "which field a column is for, 'Last name=LastName,Note=', or a mapping file of Data Loader (.sdl)",
    repeatable: true,
  },
];

/** Reads how a file is read. */
export const readReading = ({ encoding, columnDelimiter }: ReadingValues): FileReading => ({
  ...(encoding === undefined ? {} : { encoding }),
  ...(columnDelimiter === undefined ? {} : { delimiter: delimiters[columnDelimiter] }),
});

/**
 * Reads what a file is loaded as. Of a load that is gone on with, what is not said is what it began with.
 *
 * @param verb - What cannot be done without it: `load`.
 * @throws UsageError.
 */
export function readSpec(values: SpecValues, before: LoadRecord | undefined, verb = "load"): JobSpec {
  const { sobject, operation, externalId, serial, assignmentRule } = values;
  const known = before?.begun?.spec as JobSpec | undefined;
  if (known !== undefined) return known;
  if (sobject === undefined) throw usageError(`Cannot ${verb} without an object: expected --sobject <name>`);
  if (operation === undefined) {
    throw usageError(`Cannot ${verb} without an operation: expected --operation, one of ${operations.join(", ")}`);
  }
  if (operation === "upsert" && externalId === undefined) {
    throw usageError('Cannot upsert without --external-id: expected the name of a field, or "Id"');
  }
  if (operation !== "upsert" && externalId !== undefined) {
    throw usageError(
      `Cannot use --external-id with ${operation}: it tells which record is meant in an upsert`,
      `Leave it out, or use --operation upsert`,
    );
  }
  return {
    operation,
    object: sobject,
    contentType: "CSV",
    externalIdFieldName: externalId,
    ...(serial === undefined ? {} : { concurrencyMode: "Serial" }),
    ...(assignmentRule === undefined ? {} : { assignmentRuleId: assignmentRule }),
  };
}

/** Tells whether an operation takes records away, so that it is asked for once more. */
export const isDelete = ({ operation }: JobSpec): boolean => operation === "delete" || operation === "hardDelete";
