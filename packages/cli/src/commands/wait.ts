import { checkId } from "../arguments/check-id.ts";
import { orgOptions, outputOptions, waitOptions, type WaitValues } from "../arguments/common-options.ts";
import type { Command } from "../command.ts";
import { orgWords } from "../connection/org.ts";
import { paintState } from "../output/job-words.ts";
import { factsOfJob } from "../parts/facts-of-job.ts";
import { judgeJob } from "../parts/judge-job.ts";
import { readWait, waitForEither } from "../parts/wait-with-progress.ts";

/** `sfbulk wait`. */
export const wait: Command<WaitValues> = {
  name: "wait",
  summary: "wait until a job is finished",
  description:
    "Waits until a job of either API takes nothing more and all that it has is processed. It changes nothing: a job that nobody closes is not finished. Ends with 0 where every row was written, or the query was run, 68 where rows failed, 1 where the job failed or was aborted, 69 where the time was over first.",
  argument: { name: "<id>", description: "id of the job, 15 or 18 characters" },
  options: [...waitOptions, ...orgOptions, ...outputOptions],
  examples: [
    ["sfbulk wait 7509H0000016GUXQA2", "waits up to an hour"],
    ["sfbulk wait 7509H0000016GUXQA2 --wait 10 && sfbulk results 7509H0000016GUXQA2", "goes on where all went well"],
  ],
  async run(call) {
    const id = checkId(call.args[0] ?? "");
    readWait(call.values);
    const org = await call.connect();
    const waited = await waitForEither(id, org, call);
    const { job } = waited;
    const { output } = call;
    output.line(`${paintState(output.colors, job.state)}  ${job.id}  ${factsOfJob(job, output.verbose)}`);
    if ("errorMessage" in job && job.errorMessage !== null) output.note(`The job failed: ${job.errorMessage}`);
    if ("numberRecordsFailed" in job && job.numberRecordsFailed > 0)
      output.note(`See which rows failed with: sfbulk results ${job.id}${orgWords(org)}`);
    return { status: judgeJob(job), result: waited };
  },
};
