// Compares a list with the one that is checked in, or writes it there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * @param {string} file
 * @param {readonly string[]} found
 * @param {boolean} update whether what was found becomes what is expected
 * @throws an error that names what is new and what is gone
 */
export function comparePinned(file, found, update) {
  const lines = [...new Set(found)].toSorted();
  if (update) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
    return;
  }
  const pinned = existsSync(file) ? readFileSync(file, "utf8").split(/\r?\n/).filter(Boolean) : [];
  const added = lines.filter((line) => !pinned.includes(line)).map((line) => `+ ${line}`);
  const gone = pinned.filter((line) => !lines.includes(line)).map((line) => `- ${line}`);
  if (added.length + gone.length === 0) return;
  const hint = "where that is meant: pnpm release:dry --update";
  throw new Error([`not as pinned; ${hint}`, ...added, ...gone].join("\n"));
}
