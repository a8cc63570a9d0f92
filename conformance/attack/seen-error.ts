import { isSfbulkError } from "@sfbulk/core";

/** What the side that judges must know of an error, in a form that leaves the page it was thrown in. */
export interface SeenError {
  readonly name: string;
  readonly code: string;
  /** Whether it is one of those that are documented. */
  readonly isDocumented: boolean;
  /** The state of the job that it shows. */
  readonly jobState: string | undefined;
  /** All texts that hang on it, hidden properties such as the stack and the cause included. */
  readonly texts: readonly string[];
}

/** Looks at an error, and at all that hangs on it. */
export function seeError(error: unknown): SeenError {
  const { name, code, job } = error as { name?: unknown; code?: unknown; job?: { state?: string } };
  const texts: string[] = [];
  addTexts(error, texts, new Set());
  return {
    name: String(name),
    code: String(code),
    isDocumented: isSfbulkError(error),
    jobState: job?.state,
    texts,
  };
}

function addTexts(value: unknown, texts: string[], seen: Set<unknown>): void {
  if (typeof value === "string") texts.push(value);
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) addTexts(Reflect.get(value, key), texts, seen);
}
