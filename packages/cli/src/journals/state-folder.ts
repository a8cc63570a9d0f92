import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Gives the folder for what outlives a run: `$XDG_STATE_HOME/sfbulk`, else `%LOCALAPPDATA%\sfbulk` on Windows and
 * `~/.local/state/sfbulk` elsewhere.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function stateFolder(): string {
  const { XDG_STATE_HOME: state = "", LOCALAPPDATA: local = "" } = process.env;
  // The specification has relative paths ignored.
  if (isAbsolute(state)) return join(state, "sfbulk");
  if (process.platform === "win32" && isAbsolute(local)) return join(local, "sfbulk");
  return join(homedir(), ".local", "state", "sfbulk");
}
