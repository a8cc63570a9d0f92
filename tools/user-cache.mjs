// Where programs are kept that are too large to be fetched for each clone.
import { homedir } from "node:os";
import { join } from "node:path";

/** The user's own folder for what can be fetched again: one for all clones. `XDG_CACHE_HOME` says where it is, if it is set. */
export const userCache = join(
  process.env["XDG_CACHE_HOME"] ||
    join(homedir(), { darwin: "Library/Caches", win32: "AppData/Local" }[String(process.platform)] ?? ".cache"),
  "sfbulk-tests",
);
