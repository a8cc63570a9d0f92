import { commandError } from "../output/command-error.ts";

/** Makes the error for a call that cannot be meant so: nothing has been sent, and the process ends with 2. */
export const usageError = (message: string, ...actions: readonly string[]): Error =>
  commandError("UsageError", message, { exitCode: 2, actions });
