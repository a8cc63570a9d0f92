import { getIngestJob, getJob, type IngestJobInfo, isSfbulkError, type JobInfo } from "@sfbulk/node";
import { inFolder } from "../arguments/in-folder.ts";
import { shellWord } from "../arguments/shell-word.ts";
import { type Org, orgWords, setupLink } from "../connection/org.ts";
import type { ExitCode } from "../exit-code.ts";
import { apiOf } from "../journals/load-record.ts";
import { interruptedCode, isInterrupted } from "../interruption.ts";
import { adviseOn } from "../reporting/advise-on.ts";
import { type CommandError, commandError, isCommandError } from "../output/command-error.ts";
import { count, formatNumber } from "../output/count.ts";
import { inFileRows } from "./in-file-rows.ts";
import type { StoppedLoad } from "./load-file.ts";
import { isFileChanged } from "./unchanged-file.ts";

/** What else is known where a load has failed. */
export interface FailedLoad extends StoppedLoad {
  /** What people call the rows. */
  readonly name: string;
  /** The path of the file, `-` for standard input; `undefined` for rows that nobody can give again. */
  readonly path: string | undefined;
  /** How many rows at the beginning of the file are left out. */
  readonly skip: number;
  /** What `--map` said. */
  readonly map: readonly string[];
  /** Where the results are to be written. */
  readonly folder: string;
  /** The other options of the call that the load keeps when it is gone on with, as they are given. */
  readonly options: string;
  readonly org: Org;
  /** The journal by which the load can be gone on with; `undefined` where it is kept in memory. */
  readonly journal: { readonly path: string; readonly isNamed: boolean } | undefined;
}

/** How long the last look at the job may take: somebody waits for the prompt to come back. */
const lookTime = 10_000;

/** Makes an error that says what became of the job, how far the load had come, and how to go on. */
export async function explainFailure(load: FailedLoad): Promise<CommandError> {
  const { record, name, org, error: stopped } = load;
  const jobId = record.jobs.at(-1) ?? "";
  const error = whyStopped(load);
  const isClassic = apiOf(record) === "1.0";
  const looks = await lookAtAll(record.jobs, isClassic, org);
  const job = looks.at(-1);
  const place = { commandName: "load", org };
  const words = orgWords(org);
  const isLost = isUnknownJob(error) && job === undefined;
  const isOpen = !isLost && (job === undefined || job.state === "Open");
  const reason = isInterrupted(error)
    ? "Interrupted"
    : error instanceof Error
      ? inFileRows(reasonOf(error), load.skip)
      : String(error);
  const stands = isLost
    ? "the org has none of this id"
    : job === undefined
      ? "its state is unknown"
      : `it is ${job.state}`;
  // By Bulk API 2.0, where nothing is added to a job but by one upload, core tells of none.
  // Where it has not come so far as to ask, its journal knows which were.
  const added = isClassic && stopped.added.length > 0 ? stopped.added : record.batches;
  const nextRow = stopped.nextRow + load.skip;
  const loaded = added.reduce((sum, { rows }) => sum + rows, 0);
  const written = looks.includes(undefined) ? undefined : looks.reduce((sum, one) => sum + writtenOf(one), 0);
  const writtenWords =
    written === undefined
      ? "how many of them are written is not known"
      : written > loaded
        ? `and with what was on its way ${formatNumber(written)} are written`
        : `${formatNumber(written)} of them written`;
  const message = [
    reason,
    `job ${jobId}: ${stands}, ${count(loaded, "row")} in ${isClassic ? count(added.length, "batch", "batches") : count(added.length, "job")} had been added, ${writtenWords}`,
    // Of a file that is not the one that was sent, no row has a number.
    ...(loaded === 0 || isOtherFile(error)
      ? []
      : [`row ${formatNumber(nextRow)} of ${name} is the first that was not added`]),
  ].join("; ");
  const goesOn = isLost ? undefined : canGoOn(load);
  const tooMany = stopped.code === "TooManyFailed";
  const advice = isCommandError(error) ? (error.actions ?? []) : adviseOn(error, place);
  const actions = [
    // Nothing of the rest can be done before.
    ...(isSfbulkError(error) && error.name === "SessionError" ? advice : []),
    ...(goesOn === undefined
      ? []
      : [`Go on${tooMany ? " all the same" : whenAgain(error)}, and nothing goes in twice: ${goesOn}${words}`]),
    ...(isOpen
      ? [
          `End it with: sfbulk abort ${jobId}${words}`,
          // One of Bulk API 2.0 may not have got all of its rows.
          ...(isClassic ? [`Or keep its rows: sfbulk close ${jobId}${words}`] : []),
        ]
      : isLost
        ? []
        : added.length === 0
          ? whereNothingIs(error, goesOn, `sfbulk results ${jobId}${words} --csv`)
          : [`See what was written with: sfbulk results ${jobId}${words}${inFolder(load.folder)}`]),
    ...(isLost ? adviseOnLost(load) : takeBack(load, isOpen, words)),
    ...(isOtherFile(error) && load.path !== undefined ? adviseOnOtherFile(load, load.path, words) : []),
    // To run it again would load rows twice.
    ...(isInterrupted(error) || isOtherFile(error) || isLost || tooMany ? [] : advice),
    ...(isLost ? [] : [`Open Setup: ${setupLink(org, jobId)}`]),
  ];
  return commandError(error instanceof Error ? error.name : "Error", message, {
    exitCode: exitCodeOf(load, error, goesOn !== undefined),
    actions: [...new Set(actions)],
    data: {
      jobId,
      jobs: record.jobs,
      job,
      rowsAdded: loaded,
      batchesAdded: added.length,
      nextRow,
      ...(load.journal === undefined ? {} : { journal: load.journal.path }),
    },
    cause: error,
  });
}

/**
 * Says what to do where nothing is known to have been added, and there is no journal to go by: a batch that was on its way may
 * have come all the same.
 */
const whereNothingIs = (error: unknown, goesOn: string | undefined, results: string): string[] =>
  isInterrupted(error) && goesOn === undefined
    ? [`Run it again where nothing was written, as this tells: ${results}`]
    : [];

/** Says how to take back what was written, which is half of a load. */
function takeBack({ record, journal, folder, error: { added } }: FailedLoad, isOpen: boolean, words: string): string[] {
  const operation = record.begun?.spec.operation;
  if (added.length === 0 || operation === "hardDelete") return [];
  const named = journal === undefined ? (record.jobs.at(-1) ?? "") : shellWord(journal.path);
  return [
    `Or take back what was written${isOpen ? ", once the job is aborted" : ""}: sfbulk undo ${named}${words}${inFolder(folder)}`,
  ];
}

/** Tells whether the org knows no job of this id. */
const isUnknownJob = (error: unknown): boolean =>
  isSfbulkError(error) && error.name === "SalesforceError" && /^(?:invalidjob|not_found)$/i.test(error.exceptionCode);

/** Says what is left where the jobs of a load are not there: nobody can tell any more which rows were written. */
const adviseOnLost = ({ record: { begun } }: FailedLoad): string[] => [
  `Where this is another org than the load began in (${begun?.origin ?? "unknown"}), name that one: --target-org <alias>`,
  "Else its jobs are gone, since Salesforce keeps them for 7 days: look up in the org which rows are there before any is loaded again",
];

/** Gives what stopped it. How far it was core says, too: by numbers that leave out what was skipped. */
const reasonOf = ({ message }: Error): string =>
  message
    .split("; ")
    .filter((part) => !part.endsWith(" is the first that is not known to be"))
    .join("; ");

const writtenOf = (job: JobInfo | IngestJobInfo | undefined): number =>
  job === undefined ? 0 : job.numberRecordsProcessed - job.numberRecordsFailed;

const isOtherFile = (error: unknown): boolean => isSfbulkError(error) && error.code === "ChangedSource";

/** Says how to go on with a load whose file is not as it was. */
const adviseOnOtherFile = (
  { skip, map, folder, options, journal }: FailedLoad,
  path: string,
  words: string,
): string[] => [
  `Give the file as it was when the load began, line ends included, and go on: sfbulk load ${shellWord(path)} --resume${optionsOf({ skip, map, journal, folder, options })}${words}`,
  "Where the load began with --skip, --map, --encoding or --column-delimiter, give them as then",
  "Rows that were added since are a load of their own: put them into another file; those that were taken away go in all the same",
];

/** Gives the command that goes on with the load; `undefined` where there is none. */
function canGoOn({ error, path, journal, skip, map, folder, options }: FailedLoad): string | undefined {
  if (journal === undefined || path === undefined) return undefined;
  const { cause, code } = error;
  // Nothing but other rows, or another journal, changes that.
  const isFinal = isSfbulkError(cause) && (cause.name === "TypeError" || cause.name === "JournalError");
  if (isFinal) return undefined;
  const more = code === "TooManyFailed" ? " --max-failed 100%" : "";
  return `sfbulk load ${shellWord(path)} --resume${optionsOf({ skip, map, journal, folder, options })}${more}`;
}

/** Gives the options that say the same rows. */
function optionsOf({
  skip,
  map,
  journal,
  folder,
  options,
}: Pick<FailedLoad, "skip" | "map" | "journal" | "folder" | "options">): string {
  const where = journal?.isNamed === true ? ` --journal ${shellWord(journal.path)}` : "";
  const which = skip === 0 ? "" : ` --skip ${skip}`;
  const names = map.map((one) => ` --map ${shellWord(one)}`).join("");
  return `${which}${names}${where}${inFolder(folder)}${options}`;
}

const day = 86_400_000;

/**
 * Says when a load can be gone on with: once its file is what it was, or there is something left of a limit: the API calls and the batches of an org count for 24 hours. Empty where neither
 * has stopped the load.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
function whenAgain(error: unknown): string {
  if (isFileChanged(error)) return " once the file is what it was";
  if (!isSfbulkError(error) || error.name !== "SalesforceError") return "";
  const code = error.exceptionCode.toLowerCase();
  // Those that count what runs now are transient: another try is enough.
  if (error.isTransient || (code !== "exceededquota" && code !== "request_limit_exceeded")) return "";
  const time = new Date(Date.now() + day).toISOString().slice(0, 16).replace("T", " ");
  return ` after ${time}Z, or as soon as something is left of the limit (sfbulk doctor says how much)`;
}

function exitCodeOf({ error: { code } }: FailedLoad, error: unknown, goesOn: boolean): ExitCode {
  if (isInterrupted(error)) return interruptedCode(error);
  if (code === "TooManyFailed") return 65;
  return goesOn ? 75 : 1;
}

/** Gives what stopped the load: what became of the job in the end is looked up. */
const whyStopped = ({ error }: FailedLoad): unknown =>
  "cause" in error && error.cause !== undefined ? error.cause : error;

/** Reads the jobs as they are now; `undefined` for one of which that cannot be told. */
async function lookAtAll(
  ids: readonly string[],
  isClassic: boolean,
  { connection }: Org,
): Promise<readonly (JobInfo | IngestJobInfo | undefined)[]> {
  const signal = AbortSignal.timeout(lookTime);
  const look = async (id: string): Promise<JobInfo | IngestJobInfo | undefined> => {
    try {
      return isClassic ? await getJob(connection, id, { signal }) : await getIngestJob(connection, id, { signal });
    } catch {
      // The error that led here says more than a second one: that the state is unknown is said.
      return undefined;
    }
  };
  return await Promise.all(ids.map(look));
}
