import {
  idsArgument,
  idsFileOption,
  jsonLinesOption,
  orgOptions,
  outputOptions,
  waitOptions,
  type WaitValues,
} from "../arguments/common-options.ts";
import { readIds } from "../arguments/read-ids.ts";
import type { Call, Command } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { firstState } from "../output/job-words.ts";
import { factsOfJob } from "../parts/facts-of-job.ts";
import { judgeJob } from "../parts/judge-job.ts";
import { waitForMany } from "../parts/wait-for-many.ts";
import { readWait, type WaitedJob, waitForEither } from "../parts/wait-with-progress.ts";

/** The values of the options of `wait`. */
interface WaitingValues extends WaitValues {
  readonly file?: string;
}

/** `sfbulk wait`. */
export const wait: Command<WaitingValues> = {
  name: "wait",
  summary: "wait until jobs are finished",
  description:
    "Waits until jobs of either API take nothing more and all that they have is processed. It changes nothing: a job that nobody closes is not finished. Ends with 0 where every row was written, or the query was run, 68 where rows failed, 69 where the time was over first, 1 where the job failed or was aborted; of several jobs, with the worst, which is the last of these that happened.",
  argument: idsArgument,
  options: [idsFileOption, ...waitOptions, ...orgOptions, jsonLinesOption, ...outputOptions],
  examples: [
    ["sfbulk wait 7509H0000016GUXQA2", "waits up to an hour"],
    ["sfbulk wait 7509H0000016GUXQA2 --wait 10 && sfbulk results 7509H0000016GUXQA2", "goes on where all went well"],
    ["sfbulk list --mine --state Closed --limit 5 --jsonl | jq -r '.id // empty' | sfbulk wait -", "waits for several"],
  ],
  async run(call) {
    const { args, values, output, interruption } = call;
    readWait(values);
    const ids = await readIds(args, values.file, values.tokenStdin === true, interruption.signal);
    const org = await call.connect();
    const [id, second] = ids;
    if (id === undefined) {
      output.warn("There was no id of a job to wait for");
      return { status: 0, result: { jobs: [] } };
    }
    if (second !== undefined) return await waitForMany(ids, org, call, (waited) => show(waited, org, call));
    // Of one job the error is the whole answer.
    const waited = await waitForEither(id, org, call);
    show(waited, org, call);
    return { status: judgeJob(waited.job), result: waited };
  },
};

/** Prints how a job has ended. */
function show({ job }: WaitedJob, org: Org, { output }: Call): void {
  output.line(`${firstState(output.colors, job.state)}  ${job.id}  ${factsOfJob(job, output.verbose)}`);
  if ("errorMessage" in job && job.errorMessage !== null) output.note(`The job failed: ${job.errorMessage}`);
  if ("numberRecordsFailed" in job && job.numberRecordsFailed > 0) {
    output.note(`See which rows failed with: sfbulk results ${job.id}${orgWords(org)}`);
  }
}
