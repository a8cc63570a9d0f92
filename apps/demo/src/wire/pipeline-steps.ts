import { formatBytes, formatDuration, formatTime } from "../components/format.ts";
import type { ExchangeRecord, RecordedBody } from "./exchange-record.ts";
import { readVerdict } from "./read-verdict.ts";

/** A step of the library, with what it had in its hands. */
export interface PipelineStep {
  readonly name: "prepare" | "session" | "send" | "read" | "validate";
  readonly tone: "good" | "warn" | "bad" | "quiet";
  readonly lines: readonly (readonly [string, string])[];
}

/** Shows the way of an exchange through the library. */
export function pipelineSteps(record: ExchangeRecord, attempt: number): PipelineStep[] {
  const { method, url, headers, body, beganAt, refreshed, reply, replyBody, failure, endedAt } = record;
  const token = headers["x-sfdc-session"];
  const prepare: PipelineStep = {
    name: "prepare",
    tone: "good",
    lines: [
      ["request", `${method} ${new URL(url).pathname}`],
      ["content-type", headers["content-type"] ?? "none"],
      ["body", body === undefined ? "none" : describeBody(body)],
    ],
  };
  const session: PipelineStep = {
    name: "session",
    tone: refreshed ? "warn" : "good",
    lines: [
      ["token", token === undefined ? "none" : "there, struck out here"],
      ["renewed", refreshed ? "yes: Salesforce rejected the one before" : "no"],
    ],
  };
  const send: PipelineStep = {
    name: "send",
    tone: reply === undefined ? (failure === undefined ? "quiet" : "bad") : "good",
    lines: [
      ["attempt", String(attempt)],
      ["sent", formatTime(beganAt)],
      [
        "answer",
        reply === undefined
          ? (failure ?? "waiting")
          : `status ${reply.status} after ${formatDuration(reply.headersAt - beganAt)}`,
      ],
    ],
  };
  return [prepare, session, send, readStep(record, replyBody, failure, endedAt), readVerdict(record)];
}

function readStep(
  { reply }: ExchangeRecord,
  body: RecordedBody | undefined,
  failure: string | undefined,
  endedAt: number | undefined,
): PipelineStep {
  if (reply === undefined) return { name: "read", tone: "quiet", lines: [["body", "nothing to read"]] };
  if (body === undefined) {
    return { name: "read", tone: "quiet", lines: [["body", "on its way"]] };
  }
  if (failure !== undefined) {
    return {
      name: "read",
      tone: "bad",
      lines: [
        ["body", describeBody(body)],
        ["broke off", failure],
      ],
    };
  }
  return {
    name: "read",
    tone: body.isGzip && body.plainBytes === undefined ? "bad" : "good",
    lines: [
      ["body", describeBody(body)],
      [
        "first bytes",
        [...body.bytes.subarray(0, 2)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ") || "none",
      ],
      ["took", endedAt === undefined ? "" : formatDuration(endedAt - reply.headersAt)],
    ],
  };
}

function describeBody({ wireBytes, plainBytes, isGzip }: RecordedBody): string {
  if (!isGzip) return formatBytes(wireBytes);
  return `${formatBytes(wireBytes)} of gzip${plainBytes === undefined ? ", not whole" : `, ${formatBytes(plainBytes)} of text`}`;
}
