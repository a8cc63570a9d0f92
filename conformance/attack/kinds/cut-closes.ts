import { jobEnder } from "../end-job.ts";
import { judgeEnding } from "../judge-ending.ts";
import { impatientConnection } from "../line/impatient-connection.ts";
import { badLine } from "../line/bad-line.ts";
import { anyFault, type Fault } from "../line/fault.ts";
import { addModelJob, createModelOrg, type ModelJob, setModelState } from "../model/model-org.ts";
import { type Random, randomOf } from "../random.ts";
import { count, type Tally, token } from "../verdict.ts";
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
  const verb = random.chance(0.2) ? "abort" : "close";
  await judgeEnding(tally, jobEnder(connection), job, verb, () => sentTo(line.sent, job));
  tally.requests += line.sent.length;
  for (const { fault } of line.sent) count(tally.faults, fault);
  await line.settle();
}

const sentTo = (sent: readonly { readonly request: string }[], job: ModelJob): number =>
  sent.filter(({ request }) => request.startsWith("POST ") && request.endsWith(`/job/${job.id}`)).length;
