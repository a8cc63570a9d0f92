import { redactStart } from "./redact.ts";

/** Says in words what somebody else threw or a signal fired with, to stand within a message of ours: without secrets, and cut. */
export function wordsOfError(error: unknown): string {
  const words = redactStart(error instanceof Error ? error.message : String(error), 500);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
