import { batchInfoSchema, type JobInfo, jobInfoSchema } from "@sfbulk/browser";
import type { ExchangeRecord } from "./exchange-record.ts";
import type { PipelineStep } from "./pipeline-steps.ts";

/** Says what the library's own schemas make of a reply. */
export function readVerdict({ method, url, body, reply, replyBody, failure }: ExchangeRecord): PipelineStep {
  if (reply === undefined || replyBody === undefined || failure !== undefined)
    return verdict("quiet", ["reply", "none to judge"]);
  if (reply.isRedirect || (reply.status >= 300 && reply.status < 400)) {
    return verdict("bad", ["reply", "a redirect: the session must not follow it"]);
  }
  const { text } = replyBody;
  if (reply.status >= 400) {
    const code =
      /"(?:exceptionCode|errorCode)"\s*:\s*"([^"]{1,80})"/.exec(text)?.[1] ??
      /<exceptionCode>([^<]{1,80})/.exec(text)?.[1];
    const again = reply.status >= 500 || reply.status === 429 || reply.status === 420;
    return verdict(
      "bad",
      ["refused", code ?? "a page, and no word of Salesforce"],
      ["next", again ? "try again, or read the job" : nextAfter(code)],
    );
  }
  const value = parse(text);
  const path = new URL(url).pathname;
  if (/\/job(?:\/\w+)?$/.test(path)) return judgeJob(value, /\/job\/(\w+)$/.exec(path)?.[1], method, body?.text);
  if (/\/batch(?:\/\w+)?$/.test(path) && method === "POST") return judgeBatch(value);
  if (value === undefined && text === "") return verdict("bad", ["reply", "empty"]);
  return verdict("good", ["reply", value === undefined ? "text" : "well-formed"]);
}

function judgeJob(value: unknown, jobId: string | undefined, method: string, sent = ""): PipelineStep {
  const result = jobInfoSchema["~standard"].validate(value);
  if (result instanceof Promise || result.issues !== undefined)
    return verdict("bad", ["job", "this is no job of Salesforce's"]);
  const job: JobInfo = result.value;
  const isRight = jobId === undefined || job.id.slice(0, 15) === jobId.slice(0, 15);
  const wanted = method === "POST" ? /"state"\s*:\s*"(\w+)"/.exec(sent)?.[1] : undefined;
  const isDone = wanted === undefined || job.state === wanted;
  return verdict(
    isRight && isDone ? "good" : "bad",
    ["job", isRight ? `${job.id}, the one that was asked for` : `${job.id}, somebody else's`],
    ["state", isDone ? job.state : `${job.state}, not ${wanted}`],
  );
}

function judgeBatch(value: unknown): PipelineStep {
  const result = batchInfoSchema["~standard"].validate(value);
  if (result instanceof Promise || result.issues !== undefined)
    return verdict("bad", ["batch", "this is no batch of Salesforce's"]);
  return verdict("good", ["batch", result.value.id], ["state", result.value.state]);
}

const nextAfter = (code: string | undefined): string =>
  code === "InvalidSessionId" || code === "INVALID_SESSION_ID"
    ? "renew the session once"
    : code === "InvalidJobState"
      ? "read the job: that settles it"
      : "tell the caller";

const verdict = (tone: PipelineStep["tone"], ...lines: [string, string][]): PipelineStep => ({
  name: "validate",
  tone,
  lines,
});

/** Reads JSON, or the members of the outermost element of XML: Salesforce answers in both. */
function parse(text: string): unknown {
  if (text.trimStart().startsWith("<?xml")) {
    const { documentElement } = new DOMParser().parseFromString(text, "text/xml");
    return Object.fromEntries([...documentElement.children].map((one) => [one.localName, one.textContent]));
  }
  try {
    return JSON.parse(text);
  } catch {
    // It is neither: that is what is told of it.
    return undefined;
  }
}
