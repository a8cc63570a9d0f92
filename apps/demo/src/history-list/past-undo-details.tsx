import type { UndoRecord } from "@sfbulk/browser";
import type { VNode } from "preact";
import { Fact } from "../components/fact.tsx";
import { formatDuration, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { saveFile } from "../components/save-file.ts";
import type { PastUndo } from "../history/past-action.ts";
import type { Org } from "../org/org.ts";
import { SaveSnapshot } from "../snapshots/save-snapshot.tsx";
import { words } from "../undo/confirm-undo.tsx";
import { undoneRecords } from "../undo/run-undo.ts";
import { UndoLoad } from "../undo/undo-load.tsx";
import { subjectsOfUndo, undoneInWords } from "../undo/undo-subject.ts";

/** Which taking back, and where. */
export interface PastUndoDetailsProps {
  readonly past: PastUndo;
  readonly org: Org;
}

/** What is known of a load that was taken back, and how that is taken back in turn. */
export function PastUndoDetails({ past, org }: PastUndoDetailsProps): VNode {
  const { of, summary, steps, beganAt, endedAt, snapshot, heldAs } = past;
  const { reasons, unwritten, undeleted } = summary;
  const jobs = steps.flatMap((step) => step.jobs);
  const records = undoneRecords.value.get(past.id);
  const subjects = subjectsOfUndo(past, org);
  return (
    <>
      <dl class="facts">
        <Fact name="Undo of">{of.title}</Fact>
        <Fact name="Records">{undoneInWords(summary)}</Fact>
        {summary.asBefore === 0 ? null : <Fact name="As before">{plural(summary.asBefore, "record")}</Fact>}
        {unwritten === 0 ? null : <Fact name="Not written">{plural(unwritten, "row")} of the load</Fact>}
        <Fact name="Took">{formatDuration(endedAt - beganAt)}</Fact>
        {jobs.length === 0 ? null : (
          <Fact name={jobs.length === 1 ? "Job" : "Jobs"}>
            {jobs.map((id) => (
              <a key={id} class="id" href={`#/jobs/${id}`}>
                {id}
              </a>
            ))}
          </Fact>
        )}
        {subjects.map(({ operation, undone }) =>
          undone === undefined ? null : (
            <Fact key={operation} name="Undone">
              {undoneInWords(undone)}
            </Fact>
          ),
        )}
      </dl>
      {reasons.length === 0 ? null : (
        <ul class="reasons" aria-label="Reasons">
          {reasons.map(({ why, records: number }) => (
            <li key={why}>
              {formatNumber(number)} left: {words[why]}
            </li>
          ))}
        </ul>
      )}
      <div class="load-actions">
        {records === undefined ? null : (
          <button type="button" class="button" onClick={() => void saveRecords(records, past)}>
            <Icon name="download" />
            Download what became of each record
          </button>
        )}
        {snapshot === undefined ? null : <SaveSnapshot id={heldAs} />}
        {subjects.map((subject) => (
          <UndoLoad key={subject.id} subject={subject} org={org} />
        ))}
        {undeleted === 0 ? null : <span class="quiet">What came out of the recycle bin is not deleted again.</span>}
      </div>
    </>
  );
}

const columns = "Id,Fate,Why,Row,Job,LastModified,LastModifiedBy,Message";

/** Has the browser save what became of each record. */
async function saveRecords(records: readonly UndoRecord[], { of }: PastUndo): Promise<void> {
  const { default: parser } = await import("papaparse");
  const rows = records.map(
    ({ id, fate, why, rowNumber, jobId, systemModstamp, lastModifiedBy, lastModifiedById, message }) => [
      id ?? "",
      fate,
      why ?? "",
      rowNumber === null ? "" : String(rowNumber),
      jobId,
      systemModstamp ?? "",
      lastModifiedBy ?? lastModifiedById ?? "",
      message ?? "",
    ],
  );
  const text = `${columns}\n${parser.unparse(rows, { newline: "\n" })}\n`;
  saveFile(new Blob([text], { type: "text/csv" }), `${of.jobs.at(-1) ?? "load"}-undo.csv`);
}
