import { assembleEmulator } from "../emulator/assemble-emulator.ts";
import { checkOptions } from "../options/check-options.ts";
import { createState } from "../control/emulator-state.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { EmulatorOptions } from "../options/emulator-options.ts";
import { ensureGrants } from "../org/state/grant.ts";
import { keptTables, restoreState } from "../control/kept-state.ts";
import { lockFile } from "./lock-file.ts";
import { openLog, readLog } from "./log-file.ts";
import { applyChanges, trackChanges } from "./track-changes.ts";

/** An emulator that keeps what it knows in a file. */
export interface StoredEmulator extends Emulator {
  /** Gives the file back. Nothing is lost without it; what is asked of the emulator afterwards fails. */
  readonly close: () => void;
}

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
    const kept = readLog(file);
    if (kept !== undefined) restore(file, () => restoreState(state, applyChanges(kept)));
    ensureGrants(state.org, options);
    const log = openLog(file);
    let isClosed = false;
    // The org of which everything is in the file, with what finds out what has changed in it.
    let saved: { readonly org: object; readonly track: ReturnType<typeof trackChanges> } | undefined;
    const keep = (): void => {
      if (isClosed) throw new Error(`Cannot save to ${file}: the emulator is closed`);
      const { org } = state;
      const isNew = saved?.org !== org || log.isLong();
      const track = isNew || saved === undefined ? trackChanges() : saved.track;
      // Where writing fails, the next time begins anew.
      saved = undefined;
      const changes = track(keptTables(state));
      if (isNew) log.replace(changes);
      else if (changes.length > 0) log.append(changes);
      saved = { org, track };
    };
    keep();
    const close = (): void => {
      isClosed = true;
      log.close();
      unlock();
    };
    return Object.assign(assembleEmulator(options, state, keep), { close });
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
