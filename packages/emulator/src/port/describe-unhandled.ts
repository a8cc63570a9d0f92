import type { UnhandledRequest } from "../control/exchange-log.ts";

/**
 * Says in words which requests the emulator had nothing for, and what it passed over; nothing where there are none.
 *
 * @param requests - What `control.unhandled()` gives.
 * @returns lines without an end of the last one.
 * @example
 * ```ts
 * import { createEmulator } from "@sfbulk/emulator";
 * import { describeUnhandled } from "@sfbulk/emulator/node";
 *
 * const { control } = createEmulator();
 * console.log(describeUnhandled(await control.unhandled())); // nothing yet
 * ```
 */
export function describeUnhandled(requests: readonly UnhandledRequest[]): string {
  if (requests.length === 0) return "";
  const lines = requests.map(({ method, path, status, times, unheeded = [] }) => {
    const said = status === null ? "no answer" : `status ${status}`;
    const over = unheeded.length === 0 ? "" : `, without heeding ${unheeded.join(", ")}`;
    return `  ${method} ${path} (${said}${over}${times === 1 ? "" : `, ${times} times`})`;
  });
  const many = requests.length === 1 ? "one request" : `${requests.length} requests`;
  return [`The emulator has nothing for ${many}:`, ...lines].join("\n");
}
