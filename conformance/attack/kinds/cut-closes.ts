import { abortJob, type Connection, settleClose } from "@sfbulk/core";
import { impatientConnection } from "../line/impatient-connection.ts";
import { badLine } from "../line/bad-line.ts";
import { anyFault, type Fault } from "../line/fault.ts";
import { addModelJob, createModelOrg, type ModelJob, setModelState } from "../model/model-org.ts";
import { type Random, randomOf } from "../random.ts";
import { count, hold, judgeError, type Tally, token } from "../verdict.ts";
import type { Attack } from "./attack.ts";

/** Closes and aborts whose first reply, or request, is cut at one offset after the other. */
export const cutCloses: Attack = {
  name: "closes",
  tried:
    "`settleClose` and `abortJob`, the first request or its reply cut at one byte after the other (reset, ended, or as if it were whole; compressed or not), other faults behind it",
  async run(tally, seed, runs) {
    for (let number = 0; number < runs; number++) await tryClose(tally, randomOf(seed, number), number);
  },
};

/** The ways in which a request or its reply is cut; each is tried at every offset. */
const cuts = ["request", "reset", "end", "whole"] as const;

function cutOf(number: number): Fault {
  const as = cuts[number % cuts.length] ?? "reset";
  const at = Math.floor(number / (2 * cuts.length));
  return as === "request" ? { kind: "request-cut", at } : { kind: "reply-cut", at, as };
}

async function tryClose(tally: Tally, random: Random, number: number): Promise<void> {
  const org = createModelOrg(token, 0);
  const job = addModelJob(org, random.chance(0.1) ? { createdById: org.otherUserId } : {});
  if (random.chance(0.1)) setModelState(job, random.one(["Closed", "Aborted", "Failed"]));
  let isFirst = true;
  const line = badLine(org, Math.floor(number / cuts.length) % 2 === 1, () => {
    const fault = isFirst ? cutOf(number) : anyFault(random, 0.4);
    isFirst = false;
    return fault;
  });
  const connection = impatientConnection(line.fetch, random);
  tally.cases++;
  await judgeEnding(tally, connection, job, random.chance(0.2) ? "abort" : "close", () => sentTo(line.sent, job));
  tally.requests += line.sent.length;
  for (const { fault } of line.sent) count(tally.faults, fault);
  await line.settle();
}

const sentTo = (sent: readonly { readonly request: string }[], job: ModelJob): number =>
  sent.filter(({ request }) => request.startsWith("POST ") && request.endsWith(`/job/${job.id}`)).length;

/** The words for what a job may be. */
const states = ["Open", "Closed", "Aborted", "Failed"];

/** Ends a job, and compares what sfbulk says of it with what it truly is. */
export async function judgeEnding(
  tally: Tally,
  connection: Connection,
  job: ModelJob,
  verb: "abort" | "close",
  sent: () => number | undefined,
): Promise<void> {
  tally.calls++;
  const wanted = verb === "close" ? "Closed" : "Aborted";
  const where = `${verb} of ${job.id}`;
  const earlier = sent() ?? 0;
  const wasSettled = job.state === wanted;
  try {
    const ended =
      verb === "close" ? await settleClose(connection, job.id) : { job: await abortJob(connection, job.id) };
    hold(
      tally,
      job.states.includes(wanted),
      () => `${where}: sfbulk says ${wanted}, and it never was: ${job.states.join()}`,
    );
    hold(
      tally,
      ended.job.state === wanted && ended.job.id === job.id,
      () => `${where}: another job, or state, was given`,
    );
    if ("attempts" in ended) {
      const times = sent();
      hold(
        tally,
        times === undefined || ended.attempts === times - earlier,
        () => `${where}: sent ${String(times)} times, and ${ended.attempts} are told`,
      );
      hold(
        tally,
        ended.outcome === "closed" || wasSettled,
        () => `${where}: "${ended.outcome}" of a job that nobody else closed`,
      );
      count(tally.outcomes, `${ended.outcome}, by ${ended.verifiedBy === "reply" ? "its reply" : "reading"}`);
    } else count(tally.outcomes, "aborted");
  } catch (error) {
    count(tally.outcomes, judgeError(tally, error, where));
    const { job: read } = error as { job?: { state: string } };
    hold(
      tally,
      // Of bytes that come twice another word may come out; none of these.
      read === undefined || job.states.includes(read.state) || !states.includes(read.state),
      () => `${where}: the error shows the job ${String(read?.state)}, and it never was: ${job.states.join()}`,
    );
  }
}
