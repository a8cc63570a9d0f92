import type { Emulator } from "@sfbulk/emulator";
import { parsed, type Reply, rest } from "./call.ts";

/** Creates an ingest job and gives its id. */
export const createIngest = async (emulator: Emulator, more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  String(
    parsed(await rest(emulator, "jobs/ingest", { body: { object: "Account", operation: "insert", ...more } }))["id"],
  );

/** Uploads data to an ingest job. */
export const upload = (emulator: Emulator, id: string, body: string): Promise<Reply> =>
  rest(emulator, `jobs/ingest/${id}/batches`, { method: "PUT", type: "text/csv", body });

/** Closes or aborts an ingest job. */
export const changeIngest = (
  emulator: Emulator,
  id: string,
  state: string,
  token = emulator.accessToken,
): Promise<Reply> => rest(emulator, `jobs/ingest/${id}`, { method: "PATCH", body: { state }, token });

/** Reads an ingest job, or one of its results. */
export const read = (emulator: Emulator, id: string, part = ""): Promise<Reply> =>
  rest(emulator, `jobs/ingest/${id}${part}`);
