import { isSfbulkError } from "@sfbulk/deno";

/** Gives an error as it is printed, with its code before it where it is one of ours. */
export const inWords = (error: unknown): string =>
  isSfbulkError(error) ? `${error.code}: ${String(error)}` : String(error);
