import { assembleEmulator } from "../emulator/assemble-emulator.ts";
import { checkOptions } from "../options/check-options.ts";
import { createState } from "../control/emulator-state.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { dataOf, type EmulatorData, frozenMembers, takeUp, wholeMembers } from "./data-of.ts";
import { createGraphWriter, type GraphWriter } from "./graph-writer.ts";
import { lockFile } from "./lock-file.ts";
import { openJournal } from "./open-journal.ts";
import { readGraph } from "./read-graph.ts";
import { readJournal } from "./read-journal.ts";

/** An emulator that keeps what it knows in a file. */
export interface StoredEmulator extends Emulator {
  /** Gives the file back. Nothing is lost without it; what is asked of the emulator afterwards fails. */
  readonly close: () => void;
}

/** A file is written anew when it has grown by this much, in bytes, and to more than twice its size. */
const growth = 4 * 1024 * 1024;

/**
 * Makes an emulator whose org outlives its process: sessions, jobs, batches, records, armed faults, ids and the clock.
 *
 * Every change is in the file before its answer goes out, so that the process may end at any moment, `kill -9` included;
 * a computer that loses its power may lose the last seconds. The log of exchanges is not kept. What the options say goes
 * before what the file says, and the org's time has gone on meanwhile.
 *
 * @param file - Where to keep it; made where there is none. It holds the org's tokens, and nobody else may read it.
 * @param options - As for `createEmulator`.
 * @throws TypeError for an option that makes no sense, and Error for a file that cannot be used: another program's, a
 *   newer emulator's, a damaged one, one that another process is using. It is left as it is.
 * @example
 * ```ts
 * import { tmpdir } from "node:os";
 * import { listen, openEmulator } from "@sfbulk/emulator/node";
 *
 * const emulator = openEmulator(`${tmpdir()}/example.sfbulk`);
 * const server = await listen(emulator);
 * console.log(server.url, await emulator.control.jobs());
 * await server.close();
 * emulator.close();
 * ```
 */
export function openEmulator(file: string, options: EmulatorOptions = {}): StoredEmulator {
  checkOptions(options);
  const unlock = lockFile(file);
  try {
    const state = createState(options);
    const changes = readJournal(file);
    if (changes !== undefined) restore(file, () => takeUp(state, readGraph(changes)));
    const journal = openJournal(file);
    let data: EmulatorData = dataOf(state);
    let writer: GraphWriter;
    let isClosed = false;
    // Whether all that the writer takes for written is in the file.
    let isWhole = false;
    const begin = (): void => {
      isWhole = false;
      data = dataOf(state);
      writer = createGraphWriter(data, frozenMembers, wholeMembers);
      journal.replace(writer.changes("all"));
      isWhole = true;
    };
    const keep = (extent: "all" | "little"): void => {
      if (isClosed) throw new Error(`Cannot save to ${file}: the emulator is closed`);
      if (!isWhole) {
        begin();
        return;
      }
      isWhole = false;
      const { org, ...rest } = dataOf(state);
      // One object all the time, so that only what is different in it is written.
      Object.assign(data.org, org);
      Object.assign(data, rest);
      const more = writer.changes(extent);
      if (more.length > 0) journal.append(more);
      isWhole = true;
      const { now, atFirst } = journal.size();
      if (now > atFirst * 2 && now - atFirst > growth) begin();
    };
    const emulator = assembleEmulator(options, state, keep);
    begin();
    const close = (): void => {
      isClosed = true;
      journal.close();
      unlock();
    };
    return { ...emulator, close };
  } catch (error) {
    unlock();
    throw error;
  }
}

function restore(file: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    throw new Error(
      `Cannot open ${file}: it is damaged (${(error as Error).message}); restore it from a copy, or delete it to begin anew`,
      { cause: error },
    );
  }
}
