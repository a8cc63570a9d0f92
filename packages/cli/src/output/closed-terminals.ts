import { closeSync } from "node:fs";
import { isatty } from "node:tty";

/**
 * Lets go of terminals that are closed when the process ends: Node.js aborts, with 134 and a core, where it cannot reset one.
 *
 * @param then - Is called at the end where one of them was closed. It may set `process.exitCode`.
 */
export function letGoOfTerminals(then?: () => void): void {
  const terminals = [0, 1, 2].filter((stream) => isatty(stream));
  process.once("exit", () => {
    const closed = terminals.filter((stream) => !isatty(stream));
    for (const stream of closed) closeSync(stream);
    if (closed.length > 0) then?.();
  });
}
