import { checkId } from "../arguments/check-id.ts";
import { orgOptions, outputOptions, waitOptions, type WaitValues } from "../arguments/common-options.ts";
import type { Command } from "../command.ts";
import { factsOfJob } from "../parts/facts-of-job.ts";
import { judgeJob } from "../parts/judge-job.ts";
import { readWait, waitWithProgress } from "../parts/wait-with-progress.ts";
import { orgWords } from "../connection/org.ts";
import { paintState } from "../output/job-words.ts";

/** `sfbulk wait`. */
export const wait: Command<WaitValues> = {
  name: "wait",
  summary: "wait until a job is finished",
  description:
    "Waits until a job takes no more batches and all that it has are processed. It changes nothing: a job that nobody closes is not finished. Ends with 0 where every row was written, 68 where rows failed, 69 where the time was over first.",
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
    const { job, batches, apiCalls } = await waitWithProgress(id, org, call);
    const { output } = call;
    output.line(`${paintState(output.colors, job.state)}  ${job.id}  ${factsOfJob(job, output.verbose)}`);
    if (job.numberRecordsFailed > 0)
      output.note(`See which rows failed with: sfbulk results ${job.id}${orgWords(org)}`);
    return { status: judgeJob(job), result: { job, batches, apiCalls } };
  },
};
