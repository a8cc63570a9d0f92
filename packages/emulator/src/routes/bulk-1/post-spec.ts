import { notTheirs } from "../../org/state/not-theirs.ts";
import { jobInfoOf } from "../../org/jobs/job-info-of.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { decodeText } from "../../wire/encoding/decode-text.ts";
import { readMappingSpec } from "../../wire/request/read-mapping-spec.ts";
import { contentTypeOf, replyFormat } from "../../wire/reply/reply-format.ts";
import { writeJob } from "../../wire/reply/write-info.ts";
import { asyncReply } from "./async-reply.ts";
import { knownCharset } from "../context/known-charset.ts";
import type { RouteContext } from "../context/route-context.ts";
import { jobOf } from "./check-request.ts";

/**
 * Takes the mapping spec of a job that has no batches yet, and answers with status 201 (seen by a strict client). That the
 * body is the job is a guess, and so are all refusals.
 */
export function postSpec(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const job = jobOf(context, "same version");
  const type = arrival.headers.get("content-type") ?? "";
  if (!/^text\/csv\s*(?:;|$)/i.test(type)) {
    throw new Refusal("UnsupportedContentType", `Unsupported content type: ${type}`);
  }
  if (job.createdById !== context.get("session").userId) throw notTheirs("add a transformation spec to");
  if (job.state !== "Open" || job.batches.length > 0) {
    throw new Refusal(
      "InvalidJobState",
      "Failed to create transformation spec, since the Job has ended or has batches",
    );
  }
  job.spec = readMappingSpec(decodeText(arrival.body, knownCharset(type)));
  org.changes++;
  const format = replyFormat(arrival, job);
  return asyncReply(context, 201, writeJob(jobInfoOf(job, org.clock.now()), format), contentTypeOf(format));
}
