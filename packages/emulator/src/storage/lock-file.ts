import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** The locks of this process. */
const held = new Set<string>();

/**
 * Takes a file for this process, so that no other one writes to it.
 *
 * @returns what gives it back.
 * @throws Error where a process that lives has it.
 */
export function lockFile(file: string): () => void {
  const lock = `${file}.lock`;
  const take = (): boolean => {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw new Error(`Cannot open ${file}: ${(error as Error).message}`, { cause: error });
    }
  };
  if (!take()) {
    const owner = Number(readFileSync(lock, "utf8"));
    // In a container, the process before may have had this one's number.
    if (owner === process.pid ? held.has(lock) : lives(owner)) {
      throw new Error(
        `Cannot open ${file}: process ${owner} is using it; end that one, or delete ${lock} if it is not an emulator`,
      );
    }
    // Its process was killed and could not give it back.
    rmSync(lock, { force: true });
    if (!take()) throw new Error(`Cannot open ${file}: another process is opening it`);
  }
  held.add(lock);
  return () => {
    held.delete(lock);
    rmSync(lock, { force: true });
  };
}

function lives(process_: number): boolean {
  if (!Number.isInteger(process_) || process_ <= 0) return false;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
