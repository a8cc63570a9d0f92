import type { ExchangeRecord } from "./exchange-record.ts";

/** Requests that belong together: the same was asked, again and again, within one action. */
export interface Conversation {
  readonly key: number;
  readonly action: string;
  readonly title: string;
  /** The id of the job that it is about, or nothing. */
  readonly subject: string;
  readonly records: readonly ExchangeRecord[];
}

/** What is done without anybody asking for it. */
const background: ReadonlySet<string> = new Set(["List jobs", "Read counts", "Watch a job", "Who am I"]);

/** Tells whether an exchange is one of those that keep the page up to date. */
export const isBackground = ({ action }: ExchangeRecord): boolean => background.has(action);

/** Two actions of the same name are told apart by the time between them, in milliseconds. */
const longestPause = 45_000;

/** Puts together what belongs together, newest first: the closing of one job with its repetitions and readings. */
export function conversationsOf(records: readonly ExchangeRecord[]): Conversation[] {
  const all: (Omit<Conversation, "records"> & { readonly what: string; readonly records: ExchangeRecord[] })[] = [];
  for (const record of records) {
    const what = subjectOf(record);
    const open = all.findLast((one) => one.action === record.action && one.what === what);
    const last = open?.records.at(-1);
    if (open !== undefined && last !== undefined && record.beganAt - (last.endedAt ?? record.beganAt) < longestPause) {
      open.records.push(record);
    } else {
      all.push({
        key: record.sequence,
        action: record.action,
        title: titleOf(record),
        subject: jobOf(record),
        what,
        records: [record],
      });
    }
  }
  return all.toReversed();
}

const jobOf = ({ url }: ExchangeRecord): string => /\/job\/(\w+)/.exec(url)?.[1] ?? "";

/** The job of a close and of the readings after it is the same; each batch is a subject of its own. */
function subjectOf({ method, url, sequence }: ExchangeRecord): string {
  const job = /\/job\/(\w+)$/.exec(url)?.[1];
  if (job !== undefined) return job;
  return method === "GET" ? url : `${url} ${sequence}`;
}

/** Says what a request is about. */
export function titleOf({ method, url, body }: ExchangeRecord): string {
  const path = new URL(url).pathname;
  const state = /"state"\s*:\s*"(\w+)"/.exec(body?.text ?? "")?.[1];
  if (/\/job\/\w+$/.test(path)) {
    if (method === "GET") return "Read the job";
    return state === "Aborted" ? "Abort the job" : "Close the job";
  }
  if (path.endsWith("/job")) return "Create a job";
  if (path.endsWith("/batch")) return method === "GET" ? "List the batches" : "Add a batch";
  if (path.endsWith("/result")) return "Read the results";
  if (path.endsWith("/request")) return "Read the rows";
  if (/\/batch\/\w+$/.test(path)) return "Read the batch";
  if (path.endsWith("/jobs/ingest")) return "List the jobs";
  if (path.endsWith("/userinfo")) return "Ask whose session it is";
  return `${method} ${path}`;
}

/** Tells how an exchange ended, in a word. */
export function endOf({ reply, failure, endedAt }: ExchangeRecord): { readonly text: string; readonly tone: string } {
  if (failure !== undefined) return { text: reply === undefined ? "no reply" : `${reply.status}, cut`, tone: "bad" };
  if (reply === undefined) return { text: "waiting", tone: "info" };
  if (reply.isRedirect) return { text: "redirect", tone: "bad" };
  const tone = reply.status < 300 ? "good" : reply.status < 500 ? "warn" : "bad";
  return { text: endedAt === undefined ? `${reply.status}…` : String(reply.status), tone };
}
