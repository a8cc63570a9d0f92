import { signal } from "@preact/signals";
import { capital } from "../../components/format.ts";
import type { JobSpec } from "@sfbulk/browser";
import type { ChosenFile } from "../files/chosen-file.ts";
import type { ParentSearch } from "../parents/find-parents.ts";
import { type ParentChoice, type ParentLookup, safeChoice } from "../parents/parent-lookup.ts";
import type { FileDialect, FileReading } from "../files/read-file.ts";

/** What is to be done with a file. */
export interface LoadPlan {
  readonly operation: "insert" | "update" | "upsert" | "delete" | "hardDelete";
  readonly object: string;
  /** The field that tells an upsert which record a row is for; empty as long as nobody has said. */
  readonly externalId: string;
  readonly maxRecords: number;
  /** Whether Salesforce processes one batch after another. */
  readonly isSerial: boolean;
  /** The id of an assignment rule for Cases or Leads; empty for none. */
  readonly assignmentRule: string;
  /** The line ends that Salesforce is to keep within values; empty for its own choice. */
  readonly lineEnding: "" | "LF" | "CRLF";
  /** Whether Salesforce tries a batch again that it could not finish. */
  readonly retriesBatches: boolean;
}

/** All that a job may do with rows. */
export const loadOperations: readonly LoadPlan["operation"][] = ["insert", "update", "upsert", "delete", "hardDelete"];

/** Tells whether records are gone afterwards. */
export const isEnding = (operation: string): boolean => operation === "delete" || operation === "hardDelete";

/** Writes an operation as a heading or a button begins with it. */
export const operationTitle = (operation: string): string =>
  operation === "hardDelete" ? "Hard delete" : capital(operation);

/** What is to be done with the next file. */
export const loadPlan = signal<LoadPlan>({
  operation: "insert",
  object: "Contact",
  externalId: "",
  maxRecords: 10_000,
  isSerial: false,
  assignmentRule: "",
  lineEnding: "",
  retriesBatches: true,
});

/** The file that was chosen. */
export const chosenFile = signal<ChosenFile | undefined>(undefined);

/** What a person says of it. */
export const fileDialect = signal<FileDialect>({ encoding: undefined, delimiter: undefined });

/** What is in it; an Error where it cannot be loaded, `undefined` while it is read. */
export const fileReading = signal<FileReading | Error | undefined>(undefined);

/** The field that each column is for; `undefined` before that was looked for. */
export const columnTargets = signal<readonly string[] | undefined>(undefined);

/** The columns whose parents are found by query. */
export const parentLookups = signal<readonly ParentLookup[]>([]);

/** What was chosen for what such a column does not find, by the column's target. */
export const parentChoices = signal<Readonly<Record<string, ParentChoice>>>({});

/** Gives what was chosen for a column. */
export const choiceFor = (target: string): ParentChoice => parentChoices.value[target] ?? safeChoice;

/** How far the search for parents is, its end, or why it failed; `undefined` before it was begun. */
export const parentSearch = signal<
  { readonly done: number; readonly total: number } | ParentSearch | Error | undefined
>(undefined);

/** The fields of the columns of an earlier load, for the next file; `undefined` where there is none to be like. */
export const mappingBefore = signal<Readonly<Record<string, string>> | undefined>(undefined);

/** Whether what is overwritten is to be kept. */
export const keepsOverwritten = signal(false);

/** How many rows at its beginning a trial has sent. */
export const triedRows = signal(0);

/** What is done between the columns and the question: parents are found, the rows read. It stays where it fails. */
export interface Preparation {
  /** Why it could not be done; absent as long as it goes on. */
  readonly failure?: Error;
}

/** That of the chosen file; `undefined` where none was begun, or it is over. */
export const preparation = signal<Preparation | undefined>(undefined);

/** Begins with a file, or with none. */
export function chooseFile(chosen: ChosenFile | undefined): void {
  chosenFile.value = chosen;
  fileDialect.value = { encoding: undefined, delimiter: undefined };
  fileReading.value = undefined;
  columnTargets.value = undefined;
  parentLookups.value = [];
  parentSearch.value = undefined;
  preparation.value = undefined;
  triedRows.value = 0;
}

/** Plans to do the same as a job. */
export function planLike(job: PlannedJob): void {
  const { operation, object, externalIdFieldName, concurrencyMode, assignmentRuleId, lineEnding } = job;
  loadPlan.value = {
    operation: loadOperations.find((one) => one === operation) ?? loadPlan.value.operation,
    object,
    externalId: externalIdFieldName ?? "",
    maxRecords: loadPlan.value.maxRecords,
    isSerial: concurrencyMode === "Serial",
    assignmentRule: assignmentRuleId ?? "",
    lineEnding: lineEnding ?? "",
    retriesBatches: job.disableBatchRetry !== true,
  };
}

/** What of a job, or of its spec, a plan is made of. */
export interface PlannedJob {
  readonly operation: string;
  readonly object: string;
  readonly externalIdFieldName?: string | null | undefined;
  readonly concurrencyMode?: string | undefined;
  readonly assignmentRuleId?: string | null | undefined;
  /** Of a spec alone: Salesforce does not tell it of a job. */
  readonly lineEnding?: "LF" | "CRLF" | undefined;
  /** As `lineEnding`. */
  readonly disableBatchRetry?: boolean | undefined;
}

/** Gives what the job is created with. */
export function specOf(plan: LoadPlan): JobSpec {
  const { operation, object, externalId, isSerial, assignmentRule, lineEnding, retriesBatches } = plan;
  return {
    operation,
    object,
    contentType: "CSV",
    externalIdFieldName: operation === "upsert" ? externalId : undefined,
    ...(isSerial ? { concurrencyMode: "Serial" as const } : {}),
    ...(assignmentRule === "" || isEnding(operation) ? {} : { assignmentRuleId: assignmentRule }),
    ...(lineEnding === "" ? {} : { lineEnding }),
    ...(retriesBatches ? {} : { disableBatchRetry: true }),
  };
}
