// Where programs are kept that are too large to be fetched for each clone.
import { homedir } from "node:os";
import { join } from "node:path";

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const usual = { darwin: "Library/Caches", win32: "AppData/Local" };

/** The user's own folder for what can be fetched again: one for all clones. `XDG_CACHE_HOME` says where it is, if it is set. */
export const userCache = join(
  process.env["XDG_CACHE_HOME"] || join(homedir(), usual[process.platform] ?? ".cache"),
  "sfbulk-tests",
);
