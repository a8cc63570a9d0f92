import { runQueryCsv } from "@sfbulk/browser";
import { announce } from "../announce.ts";
import { coalesced } from "../components/coalesced.ts";
import { formatNumber } from "../components/format.ts";
import { connectionFor } from "../org/org.ts";
import { currentQuery, mostShown, type QueryOrder, type QueryState } from "./current-query.ts";

let stopping: AbortController | undefined;

/** Stops the query: the job is ended too. */
export const stopQuery = (): void => stopping?.abort(new Error("Stopped by you"));

/** Milliseconds between two readings of the job: an org counts its calls. */
const interval = { emulator: 200, direct: 1000, relay: 1000 };

/**
 * Runs a query, and gives its rows as they come: to the table, and to a file.
 *
 * @param handle - The file of the computer that the rows go to; without it they are held by the browser.
 */
export async function runSoql(order: QueryOrder, handle: FileSystemFileHandle | undefined): Promise<void> {
  const { org, soql, api, isAll, isKept } = order;
  stopQuery();
  // Where the file may not be written nothing has begun.
  const writer = await handle?.createWritable();
  const mine = (stopping = new AbortController());
  const rows: string[][] = [];
  let parts: Blob[] = [];
  let state: QueryState = {
    order,
    phase: "waiting",
    job: undefined,
    columns: [],
    rows,
    count: 0,
    bytes: 0,
    file: undefined,
    savedAs: handle?.name,
    failure: undefined,
    beganAt: Date.now(),
    endedAt: undefined,
  };
  const show = coalesced(() => {
    if (stopping === mine) currentQuery.value = state;
  });
  const tell = (more: Partial<QueryState>): void => {
    state = { ...state, ...more };
    show();
  };
  currentQuery.value = state;
  try {
    const { default: parser } = await import("papaparse");
    const connection = connectionFor(org, `Query: ${soql.slice(0, 60)}`);
    const found = runQueryCsv(connection, soql, {
      api,
      operation: isAll ? "queryAll" : "query",
      keep: isKept,
      minInterval: interval[org.kind],
      signal: mine.signal,
      onJob: (job) => tell({ job }),
      onProgress: (job) => tell({ job }),
    });
    for await (const bytes of found) {
      if (writer === undefined) parts.push(new Blob([bytes]));
      else await writer.write(bytes);
      // Each piece has whole rows.
      const { data } = parser.parse<string[]>(new TextDecoder().decode(bytes), { skipEmptyLines: true });
      const head = state.columns.length === 0 ? data.shift() : undefined;
      for (const row of data.slice(0, mostShown - rows.length)) rows.push(row);
      // Many small parts would be slow to be read.
      if (parts.length > 64) parts = [new Blob(parts)];
      tell({
        phase: "reading",
        columns: head ?? state.columns,
        count: state.count + data.length,
        bytes: state.bytes + bytes.length,
        ...(writer === undefined ? { file: new Blob(parts, { type: "text/csv" }) } : {}),
      });
    }
    await writer?.close();
    tell({ phase: "ended", endedAt: Date.now() });
    announce(`The query found ${formatNumber(state.count)} rows`);
  } catch (error) {
    // What has come so far stays in the file.
    await writer?.close().catch(() => undefined);
    tell({
      phase: mine.signal.aborted ? "stopped" : "failed",
      failure: error as Error,
      endedAt: Date.now(),
    });
    announce(`The query has ${state.phase}`);
  }
}

/** Only Chromium has it. */
type SavePicker = (options: object) => Promise<FileSystemFileHandle>;

const picker = (): SavePicker | undefined =>
  (globalThis as { readonly showSaveFilePicker?: SavePicker }).showSaveFilePicker;

/** Tells whether this browser lets a page write a file as its rows come. */
export const canWriteFiles = (): boolean => picker() !== undefined;

/** Has a file chosen to be written to; `undefined` where the person turned away. */
export async function pickTarget(name: string): Promise<FileSystemFileHandle | undefined> {
  try {
    const types = [{ description: "CSV", accept: { "text/csv": [".csv"] } }];
    return await picker()?.({ suggestedName: name, types });
  } catch (error) {
    if ((error as Error).name === "AbortError") return undefined;
    throw error;
  }
}
