import { newestVersion } from "../routes/context/supported-versions.ts";
import type { BatchInfo, JobInfo } from "@sfbulk/core";
import type { Exchange } from "../control/exchange-log.ts";
import type { Bulk2Info } from "../org/bulk-2/bulk-2-info-of.ts";
import type { Session } from "../org/state/session.ts";
import { escapeXml } from "../wire/encoding/xml-text.ts";
import type { Listed, StatusFacts } from "./status-facts.ts";
import { statusStyle } from "./status-style.ts";

/** How often the page is loaded again where it says so, in seconds. */
const refreshSeconds = 5;

/** Writes the status page: HTML without a script. Everything in it is escaped. */
export function statusHtml(facts: StatusFacts, refreshing: boolean): string {
  const title = "Salesforce org emulator";
  const meta = refreshing ? `<meta http-equiv="refresh" content="${refreshSeconds}">` : "";
  const link = refreshing
    ? `<a href="/">Stop refreshing</a>`
    : `<a href="/?refresh">Refresh every ${refreshSeconds} seconds</a>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">${meta}<style>${statusStyle}</style></head><body>
<header><h1>${title}</h1><span><time>${isoTime(facts.now)}</time> · ${link}</span></header>
<main>${connect(facts)}
${section("Jobs", facts.jobs, "No job yet.", ["Id", "Object", "Operation", "State", "Batches", "Records", "Age"], (job) => jobCells(job, facts.now))}
${section("Jobs of Bulk API 2.0", facts.bulk2Jobs, "No job yet.", ["Id", "Type", "Object", "Operation", "State", "Records", "Age"], (job) => bulk2Cells(job, facts.now))}
${section("Batches", facts.batches, "No batch yet.", ["Id", "Job", "State", "Records", "Age"], (batch) => batchCells(batch, facts.now))}
${section("Exchanges", facts.exchanges, "Nothing has arrived yet.", ["Time", "Request", "Status", "ms", "What became of it"], exchangeCells)}
${section("Sessions", facts.sessions, "No session is valid.", ["Token", "User", "Calls left", "May"], sessionCells)}
</main></body></html>
`;
}

function connect({ origin, accessToken, username, password, clientId, corsAllowList, faults }: StatusFacts): string {
  const facts: [string, string][] = [
    ["Instance URL", origin],
    ["Access token", accessToken],
    ["User", `${username} / ${password}`],
    ["Connected app", clientId],
    ["Pages that may call", corsAllowList.length === 0 ? "none but its own" : corsAllowList.join(" ")],
    ["Armed faults", String(faults)],
  ];
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${code(value)}</dd>`).join("");
  // In single quotes: an interactive shell takes the token's "!" for a reference to its history otherwise.
  const curl = `curl '${origin}/services/data/v${newestVersion}/jobs/ingest?jobType=Classic' -H 'Authorization: Bearer ${accessToken}'`;
  return `<section><h2>Connect</h2><p>Everything here is made up, and lives in this process: tokens and passwords open nothing else.</p><dl>${list}</dl><pre>${escapeXml(curl)}</pre></section>`;
}

/** A cell: HTML, and the class of its column or value. */
type Cell = readonly [html: string, className?: string];

function section<T>(
  title: string,
  { total, shown }: Listed<T>,
  none: string,
  columns: readonly string[],
  cells: (item: T) => readonly Cell[],
): string {
  const count = total > shown.length ? `${total}, of which the newest ${shown.length}` : String(total);
  const heading = `<h2>${title} <small>${count}</small></h2>`;
  if (total === 0) return `<section>${heading}<p>${none}</p></section>`;
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join("");
  const rows = shown.map((item) => {
    const row = cells(item).map(([html, className], index) => {
      const label = `data-label="${columns[index] ?? ""}"`;
      return `<td ${label}${className === undefined ? "" : ` class="${className}"`}>${html}</td>`;
    });
    return `<tr>${row.join("")}</tr>`;
  });
  return `<section>${heading}<table><thead><tr>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></section>`;
}

const code = (text: string): string => `<code>${escapeXml(text)}</code>`;
const isoTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;

const stateClass: Readonly<Record<string, string>> = {
  Open: "busy",
  Closed: "good",
  JobComplete: "good",
  UploadComplete: "busy",
  Completed: "good",
  InProgress: "busy",
  Failed: "bad",
  Aborted: "warn",
  NotProcessed: "warn",
};

const stateCell = (state: string): Cell => [escapeXml(state), stateClass[state] ?? "soft"];

const recordsText = (processed: number, failed: number): string =>
  failed === 0 ? String(processed) : `${processed}, <span class="bad">${failed} failed</span>`;

function jobCells(job: JobInfo, now: number): readonly Cell[] {
  const counts: [number, string][] = [
    [job.numberBatchesQueued, "queued"],
    [job.numberBatchesInProgress, "in progress"],
    [job.numberBatchesCompleted, "completed"],
    [job.numberBatchesFailed, "failed"],
  ];
  const batches = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return [
    [code(job.id)],
    [escapeXml(job.object)],
    [escapeXml(job.operation)],
    stateCell(job.state),
    [batches.length > 0 ? batches.join(", ") : String(job.numberBatchesTotal)],
    [recordsText(job.numberRecordsProcessed, job.numberRecordsFailed)],
    [ageText(now - Date.parse(job.createdDate))],
  ];
}

const bulk2Cells = (job: Bulk2Info, now: number): readonly Cell[] => [
  [code(job.id)],
  [job.jobType === "V2Query" ? "query" : "ingest"],
  [escapeXml(job.object ?? "")],
  [escapeXml(job.operation)],
  stateCell(job.state),
  [recordsText(job.numberRecordsProcessed ?? 0, job.numberRecordsFailed ?? 0)],
  [ageText(now - Date.parse(job.createdDate))],
];

function batchCells(batch: BatchInfo, now: number): readonly Cell[] {
  const message = batch.stateMessage === null ? "" : `<br>${escapeXml(batch.stateMessage)}`;
  const [state, className] = stateCell(batch.state);
  return [
    [code(batch.id)],
    [code(batch.jobId)],
    [`<span class="${className}">${state}</span>${message}`],
    [recordsText(batch.numberRecordsProcessed, batch.numberRecordsFailed)],
    [ageText(now - Date.parse(batch.createdDate))],
  ];
}

function exchangeCells(exchange: Exchange): readonly Cell[] {
  const { status, milliseconds, fault, applied } = exchange;
  const became = [fault === null ? "" : `<span class="warn">${escapeXml(fault)}</span>`, applied ? "applied" : ""];
  return [
    [exchange.time.slice(11, 23)],
    [`${escapeXml(exchange.method)} ${code(exchange.path)}`],
    [status === null ? "no answer" : String(status), status === null || status >= 400 ? "bad" : "good"],
    [milliseconds === null ? "" : String(Math.round(milliseconds))],
    [became.filter((text) => text !== "").join(", ")],
  ];
}

/** Tokens are shortened here: the one to use stands above, and a table of them is wide and of no use. */
const sessionCells = ([token, { userId, callsLeft, permissions }]: readonly [string, Session]): readonly Cell[] => [
  [code(token.length > 24 ? `${token.slice(0, 18)}…${token.slice(-4)}` : token)],
  [code(userId)],
  [Number.isFinite(callsLeft) ? String(callsLeft) : "no end"],
  [escapeXml(permissions.join(", "))],
];

/** Says how old something is, in its largest unit. */
function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
