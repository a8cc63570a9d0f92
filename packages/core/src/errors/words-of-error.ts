import { redact } from "./redact.ts";

/** Says in words what somebody else threw or a signal fired with, to stand within a message of ours: without secrets, and cut. */
export function wordsOfError(error: unknown): string {
  const words = redact(error instanceof Error ? error.message : String(error)).slice(0, 500);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}
