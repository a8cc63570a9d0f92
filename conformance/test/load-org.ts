import {
  type Connection,
  type JournalEntry,
  type LoadFailureReason,
  type LoadSummary,
  loadRows,
  type LoadRowsOptions,
  memoryJournal,
  type RowSource,
} from "@sfbulk/core";
import { createEmulator, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";

export const spec = { operation: "insert", object: "Account" } as const;
export const quick = { minInterval: 0, maxInterval: 1 } as const;
export const csvOf = (count: number, from = 1): string =>
  `Name,Phone\n${Array.from({ length: count }, (_, index) => `Row ${from + index},${from + index}`).join("\n")}\n`;

export const start = (options: EmulatorOptions = {}): { emulator: Emulator; connection: Connection } => {
  const emulator = createEmulator({ queueTime: 0, processTime: 0, ...options });
  const { instanceUrl, accessToken, fetch } = emulator;
  return {
    emulator,
    connection: { instanceUrl, accessToken, fetch, retry: { attempts: 2, baseDelay: 0, maxDelay: 0 } },
  };
};

/** A summary: of the rows that were not written, reasons of one row or more. */
export const summaryOf = (rows: number, written: number, ...reasons: LoadFailureReason[]): LoadSummary => ({
  rows,
  written,
  failed: rows - written,
  unknown: 0,
  reasons,
});
export const missing = (rows: number, firstRow: number): LoadFailureReason => ({
  statusCode: "REQUIRED_FIELD_MISSING",
  rows,
  firstRow,
});

export const sent = async ({ control }: Emulator): Promise<string[]> =>
  (await control.exchanges()).filter(({ method }) => method === "POST").map(({ operation }) => operation);

export const namesIn = async ({ control }: Emulator): Promise<unknown[]> => {
  await control.advance(1_000_000);
  return (await control.records("Account")).map(({ Name }) => Name);
};

export const errorOf = async (load: Promise<unknown>): Promise<Error> =>
  await load.then(
    () => {
      throw new Error("it resolved");
    },
    (error: unknown) => error as Error,
  );

/** Loads until a batch was written down as about to be sent, and stops there: the next request never comes back. */
export async function interrupted(
  { emulator, connection }: ReturnType<typeof start>,
  source: RowSource,
  options: LoadRowsOptions & { readonly lastBatch: "sent" | "not sent"; readonly batches: number },
): Promise<readonly JournalEntry[]> {
  const { lastBatch, batches, ...others } = options;
  const gone = Object.assign(new Error("the process is gone"), { retry: false });
  let count = 0;
  const fetch: Connection["fetch"] = async (url, init) => {
    if (init.method === "POST" && url.endsWith("/batch")) count++;
    if (count < batches) return await emulator.fetch(url, init);
    if (count === batches && init.method === "POST" && lastBatch === "sent") await emulator.fetch(url, init);
    count = batches + 1;
    throw gone;
  };
  const journal = memoryJournal();
  await errorOf(
    loadRows({ ...connection, fetch }, spec, source, { journal, concurrency: 1, onError: "leave", ...others }),
  );
  return await journal.read();
}
