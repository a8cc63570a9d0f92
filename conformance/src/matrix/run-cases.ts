import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import type { CaseColumn } from "../programs/case-column.ts";
import type { MatrixRun } from "./matrix-run.ts";
import type { PlannedRun } from "./plan-runs.ts";
import type { StartedRuntime } from "../runtimes/runtime.ts";

/** How long a run may take, in milliseconds: so long that only one that hangs does; a good one takes ten seconds. */
const limit = 600_000;

/** Runs a bundled program of cases on a runtime, with an emulator of its own on a port. */
export async function runCases(
  { runtime: { name: runtime, resends }, variant: { name: variant }, ways, names }: PlannedRun,
  { version, run }: StartedRuntime,
  file: string,
): Promise<MatrixRun> {
  const began = Date.now();
  // A page's requests come from another origin.
  const emulator = createEmulator({ corsAllowList: ["*"] });
  const server = await listen(resends ? { handle: (request) => closing(emulator, request) } : emulator);
  let result: Pick<MatrixRun, "columns" | "error">;
  try {
    const columns = await withinLimit(run(file, { serverUrl: server.url, ways, names }) as Promise<CaseColumn[]>);
    // The table must not look as if these cases had been run over connections that are kept.
    const named = (way: string): string => (resends && way === "HTTP" ? "HTTP, fresh connections" : way);
    result = { columns: columns.map(({ way, outcomes }) => ({ way: named(way), outcomes })) };
  } catch (error) {
    result = { columns: [], error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    await server.close();
  }
  return { runtime, version, variant, ...result, milliseconds: Date.now() - began };
}

/** Answers, and has the client make a new connection for its next request. */
async function closing({ handle }: Pick<Emulator, "handle">, request: Request): Promise<Response> {
  const response = await handle(request);
  response.headers.set("connection", "close");
  return response;
}

async function withinLimit<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it had no result within ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([promise, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
