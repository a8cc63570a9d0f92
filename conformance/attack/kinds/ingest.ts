import { abortIngestJob, closeIngestJob, createIngestJob, isSfbulkError, uploadIngestRows } from "@sfbulk/core";
import { impatientConnection } from "../line/impatient-connection.ts";
import { badLine } from "../line/bad-line.ts";
import { anyFault } from "../line/fault.ts";
import { readModelCsv } from "../model/model-csv.ts";
import { addModelJob, createModelOrg, type ModelJob } from "../model/model-org.ts";
import { type Random, randomOf } from "../random.ts";
import { count, hold, judgeError, type Tally, token } from "../verdict.ts";
import type { Attack } from "./attack.ts";

/** Jobs of Bulk API 2.0: made, filled, closed or aborted. */
export const ingest: Attack = {
  name: "ingest",
  tried:
    "Bulk API 2.0: `createIngestJob`, `uploadIngestRows`, then `closeIngestJob` or `abortIngestJob`, up to 60 % of the requests under faults",
  async run(tally, seed, runs) {
    for (let number = 0; number < runs; number++) await tryIngest(tally, randomOf(seed, number));
  },
};

async function tryIngest(tally: Tally, random: Random): Promise<void> {
  const org = createModelOrg(token, 0);
  const faults = random.one([0.1, 0.3, 0.6]);
  const line = badLine(org, random.chance(0.5), () => anyFault(random, faults));
  const connection = impatientConnection(line.fetch, random);
  /** Makes a call and counts how it ended; an error comes as its words. */
  const call = async (name: string, work: () => Promise<unknown>): Promise<string | undefined> => {
    tally.calls++;
    try {
      await work();
      count(tally.outcomes, name);
      return undefined;
    } catch (error) {
      count(tally.outcomes, `${name}: ${judgeError(tally, error, name)}`);
      return isSfbulkError(error) ? `${error.code}: ${error.message}` : String(error);
    }
  };

  let job: ModelJob | undefined;
  const refused = await call("created", async () => {
    const { id } = await createIngestJob(connection, { operation: "insert", object: "Account" });
    job = org.jobs.get(id.slice(0, 15));
    hold(tally, job?.id === id, () => `createIngestJob gave ${id}, which is not there`);
  });
  if (refused !== undefined && org.jobs.size > 0) {
    hold(tally, refused.startsWith("JobMayExist"), () => `createIngestJob made a job, and says ${refused}`);
  }
  job ??= addModelJob(org, { api: "2.0" });
  const { id } = job;
  const names = Array.from({ length: 1 + random.below(20) }, (_, index) => `Row "${index}", and more`);
  const source = `Name\n${names.map((name) => `"${name.replaceAll('"', '""')}"`).join("\n")}\n`;
  const notUploaded = await call("uploaded", async () => await uploadIngestRows(connection, { id }, source));
  if (notUploaded === undefined)
    hold(tally, job.uploads.length === 1, () => "uploadIngestRows says that they are there");
  else if (job.uploads.length > 0) {
    hold(tally, notUploaded.includes("whether the rows arrived is unknown"), () => `rows are there: ${notUploaded}`);
  }
  await line.settle();
  hold(tally, job.uploads.length <= 1, () => `rows were uploaded ${job?.uploads.length} times`);
  for (const upload of job.uploads) {
    const rows = readModelCsv(upload)
      .slice(1)
      .map(([name]) => name);
    hold(tally, rows.join("\n") === names.join("\n"), () => `other rows were uploaded: ${upload}`);
  }

  const verb = random.chance(0.8) ? "UploadComplete" : "Aborted";
  const { states } = job;
  const problem = await call(verb, async () => {
    const end = verb === "Aborted" ? abortIngestJob : closeIngestJob;
    const ended = await end(connection, id);
    hold(tally, states.includes(verb) && ended.state === verb, () => `said to be ${verb}, and was ${states.join()}`);
  });
  if (problem === undefined) hold(tally, job.state === verb, () => `said to be ${verb}, and is ${states.join()}`);
  await line.settle();
  tally.cases++;
  tally.requests += line.sent.length;
  for (const { fault } of line.sent) count(tally.faults, fault);
}
