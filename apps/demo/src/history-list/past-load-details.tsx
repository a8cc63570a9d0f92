import { loadFailedRows, loadResults } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Fact } from "../components/fact.tsx";
import { formatBytes, formatDate, formatDuration, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { saveFile } from "../components/save-file.ts";
import { noteAction } from "../history/history.ts";
import type { PastLoad } from "../history/past-action.ts";
import { isLoading } from "../load/running/current-load.ts";
import { failedRowsFile, type FailedRowsFile } from "../load/failed-rows-file.ts";
import { loadLike } from "../load/load-flow.ts";
import { rowOfFile } from "../load/plan/mapped-source.ts";
import { FailedRowsActions } from "../load-steps/failed-rows-actions.tsx";
import { connectionFor, type Org } from "../org/org.ts";
import { goTo } from "../router.ts";
import { SaveSnapshot } from "../snapshots/save-snapshot.tsx";
import { UndoLoad } from "../undo/undo-load.tsx";
import { subjectOfLoad, undoneInWords } from "../undo/undo-subject.ts";

/** Which load, and where. */
export interface PastLoadDetailsProps {
  readonly load: PastLoad;
  readonly org: Org;
}

/** What is known of a load that has ended, and what can be done with it. */
export function PastLoadDetails({ load, org }: PastLoadDetailsProps): VNode {
  const { fileName, fileBytes, fileHash, spec, mapping, result, keptRows, beganAt, endedAt } = load;
  const { summary, jobs } = result;
  const [said, setSaid] = useState("");
  const [isBusy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setSaid("");
    try {
      await work();
    } catch (error) {
      setSaid((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const keepRows = async (): Promise<void> => {
    const { file } = await readFailed(load, org);
    await noteAction({ ...load, keptRows: file }, org);
  };
  return (
    <>
      <dl class="facts">
        <Fact name="File">
          <bdi>{fileName}</bdi> <span class="quiet">{formatBytes(fileBytes)}</span>
        </Fact>
        <Fact name="SHA-256">
          {fileHash === undefined ? (
            <span class="quiet">not known: it could not be read again</span>
          ) : (
            <span class="id hash">{fileHash}</span>
          )}
        </Fact>
        <Fact name="Written">
          {formatNumber(summary.written)} of {plural(summary.rows, "row")}
        </Fact>
        {load.snapshot === undefined ? null : <Fact name="Snapshot">{load.snapshot.name}</Fact>}
        <Fact name="Took">{formatDuration(endedAt - beganAt)}</Fact>
        {spec.externalIdFieldName === undefined ? null : <Fact name="Key">{spec.externalIdFieldName}</Fact>}
        {load.undone === undefined || load.undone.isOpen === true ? null : (
          <Fact name="Undone">
            {undoneInWords(load.undone)} <span class="quiet">{formatDate(new Date(load.undone.at).toISOString())}</span>
          </Fact>
        )}
        <Fact name={jobs.length === 1 ? "Job" : "Jobs"}>
          {jobs.map((id) => (
            <a key={id} class="id" href={`#/jobs/${id}`}>
              {id}
            </a>
          ))}
        </Fact>
      </dl>
      {summary.reasons.length === 0 ? null : (
        <ul class="reasons" aria-label="Reasons">
          {summary.reasons.map(({ statusCode, rows, firstRow }) => (
            <li key={statusCode}>
              <code>{statusCode === "" ? "no code" : statusCode}</code> {plural(rows, "row")}, the first one{" "}
              {formatNumber(rowOfFile(load, firstRow))}
            </li>
          ))}
        </ul>
      )}
      <ul class="past-mapping" aria-label="Columns">
        {mapping.map(({ column, target }) => (
          <li key={column}>
            <bdi>{column}</bdi>
            {column === target ? "" : `: ${target === "" ? "left out" : target}`}
          </li>
        ))}
      </ul>
      <div class="load-actions">
        {summary.failed === 0 ? null : <FailedRowsActions read={async () => await readFailed(load, org)} job={spec} />}
        <button
          type="button"
          class="button"
          disabled={isLoading.value}
          onClick={() => {
            loadLike(load);
            goTo("load");
          }}
        >
          <Icon name="upload" />
          Load again with this mapping
        </button>
        <button
          type="button"
          class="button"
          disabled={isBusy}
          onClick={() => void run(async () => await saveResults(load, org))}
        >
          <Icon name="download" />
          Download results
        </button>
        {keptRows !== undefined || summary.failed === 0 ? null : (
          <button
            type="button"
            class="button"
            title="They are in this browser's storage then, until the entry is deleted; Salesforce keeps them for seven days"
            disabled={isBusy}
            onClick={() => void run(keepRows)}
          >
            <Icon name="pin" />
            Keep failed rows in this browser
          </button>
        )}
        <SaveSnapshot id={load.id} />
        <UndoLoad subject={subjectOfLoad(load, org)} org={org} />
        {isBusy ? <span class="spinner" role="status" aria-label="Reading the rows" /> : null}
        {said === "" ? null : <span role="alert">{said}</span>}
      </div>
    </>
  );
}

/** Takes what is kept here, or else reads them back from the org, which keeps them for seven days. */
const readFailed = async ({ result, fileName, keptRows }: PastLoad, org: Org): Promise<FailedRowsFile> =>
  keptRows === undefined
    ? await failedRowsFile(loadFailedRows(connectionFor(org, `Read the failed rows of ${fileName}`), result), fileName)
    : { file: keptRows, rows: result.summary.failed, leftOut: 0 };

/** Has the browser save what became of each row: its number in the file, its record, and why it failed. */
async function saveResults(load: PastLoad, org: Org): Promise<void> {
  const { default: parser } = await import("papaparse");
  const parts: string[] = ["Row,Success,Created,Id,Error\n"];
  let waiting: string[][] = [];
  const write = (): void => {
    if (waiting.length > 0) parts.push(`${parser.unparse(waiting, { newline: "\n" })}\n`);
    waiting = [];
  };
  const connection = connectionFor(org, `Read the results of ${load.fileName}`);
  for await (const { rowNumber, success, created, id, errors } of loadResults(connection, load.result)) {
    const why = errors.map(({ statusCode, message }) => `${statusCode}: ${message}`).join("; ");
    waiting.push([String(rowOfFile(load, rowNumber)), String(success), String(created), id ?? "", why]);
    if (waiting.length >= 2000) write();
  }
  write();
  const name = `${load.fileName.replace(/\.[a-z]{2,4}$/i, "")}-results.csv`;
  saveFile(new Blob(parts, { type: "text/csv" }), name);
}
