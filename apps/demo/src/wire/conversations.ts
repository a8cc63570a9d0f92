import type { ExchangeRecord } from "./exchange-record.ts";
import { knownCall } from "./known-call.ts";

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
const background: ReadonlySet<string> = new Set(["List jobs", "List the open jobs", "Watch a job", "Who am I"]);

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

const jobOf = (record: ExchangeRecord): string => knownCall(record)?.ids["jobId"] ?? "";

/** The job of a close and of the readings after it is the same; each batch is a subject of its own. */
function subjectOf(record: ExchangeRecord): string {
  if (knownCall(record)?.isAboutJob === true) return jobOf(record);
  return record.method === "GET" ? record.url : `${record.url} ${record.sequence}`;
}

/** Says what a request is about. */
export const titleOf = (record: ExchangeRecord): string =>
  knownCall(record)?.title ?? `${record.method} ${new URL(record.url).pathname}`;

/** Tells how an exchange ended, in a word. */
export function endOf({ reply, failure, endedAt }: ExchangeRecord): { readonly text: string; readonly tone: string } {
  if (failure !== undefined) return { text: reply === undefined ? "no reply" : `${reply.status}, cut`, tone: "bad" };
  if (reply === undefined) return { text: "waiting", tone: "info" };
  if (reply.isRedirect) return { text: "redirect", tone: "bad" };
  const tone = reply.status < 300 ? "good" : reply.status < 500 ? "warn" : "bad";
  return { text: endedAt === undefined ? `${reply.status}…` : String(reply.status), tone };
}
