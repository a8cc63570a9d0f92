import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";

/** Who holds a lock, as its file says: the number of a process, and a name that no other holder has. */
interface Holder {
  readonly process: number;
  readonly name: string;
}

/** The names under which this process holds locks. In a container, a process before it may have had its number. */
const heldHere = new Set<string>();

/**
 * Takes a file for this process, so that no other one writes to it. The lock of a process that is gone is not minded.
 *
 * @returns what gives it back.
 * @throws Error where a process that lives has it.
 */
export function lockFile(file: string): () => void {
  const lock = `${file}.lock`;
  const self: Holder = { process: process.pid, name: randomUUID() };
  const own = `${lock}.${self.name}`;
  heldHere.add(self.name);
  const giveBack = (): void => {
    heldHere.delete(self.name);
    rmSync(lock, { force: true });
  };
  try {
    writeFileSync(own, JSON.stringify(self));
    const other = take(lock, own);
    if (other === undefined) return giveBack;
    throw new Error(`process ${other.process} is using it; end that one, or delete ${lock} if it is not an emulator`);
  } catch (error) {
    heldHere.delete(self.name);
    throw new Error(`Cannot open ${file}: ${(error as Error).message}`, { cause: error });
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Links a lock to the file of who wants it: the link is there at once and whole, or not at all.
 *
 * A lock whose holder is gone is deleted by nobody but who has a lock on that very holder, and has then found it still
 * there: else two could find it, and the slower one delete what the quicker one has put in its place.
 *
 * @returns who holds it; nothing where it has been taken.
 */
function take(lock: string, own: string): Holder | undefined {
  for (;;) {
    try {
      linkSync(own, lock);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readHolder(lock);
    if (holder === undefined) continue;
    if (lives(holder)) return holder;
    const guard = `${lock}.${holder.name}.gone`;
    const other = take(guard, own);
    if (other !== undefined) return other;
    if (readHolder(lock)?.name === holder.name) rmSync(lock);
    rmSync(guard);
  }
}

/** Gives who holds a lock; nothing where it is gone meanwhile. */
function readHolder(lock: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(lock, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const [, process, name] = /^\{"process":(\d+),"name":"([\da-f-]{36})"\}$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`${lock} is not a lock of the emulator; delete it`);
  return { process: Number(process), name };
}

function lives(holder: Holder): boolean {
  if (holder.process === process.pid) return heldHere.has(holder.name);
  try {
    process.kill(holder.process, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
