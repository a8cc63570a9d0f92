import { redactStart } from "./redact.ts";

/**
 * Copies what can be said of a foreign error into a plain one. A foreign error itself may hold the request with the
 * session in its headers, so it is never handed on.
 */
export function copyCause(cause: unknown, ...secrets: readonly (string | undefined)[]): Error {
  const source = typeof cause === "object" && cause !== null ? (cause as Record<string, unknown>) : undefined;
  const words = typeof source?.["message"] === "string" ? source["message"] : source === undefined ? String(cause) : "";
  const copy = new Error(redactStart(words, 500, ...secrets));
  if (typeof source?.["name"] === "string") copy.name = redactStart(source["name"], 80, ...secrets);
  const code = source?.["code"];
  if (typeof code === "string" || typeof code === "number") {
    Object.assign(copy, { code: typeof code === "string" ? redactStart(code, 80, ...secrets) : code });
  }
  // Two levels are enough to reach "ECONNREFUSED" below "fetch failed", and end every loop.
  const inner = source?.["cause"];
  if (inner instanceof Error && inner.cause !== source) copy.cause = copyCause(withoutCause(inner), ...secrets);
  // The stack of a foreign error begins with its message, so it is not copied either.
  copy.stack = `${copy.name}: ${copy.message}`;
  return copy;
}

const withoutCause = (error: Error): object => ({
  name: error.name,
  message: error.message,
  code: "code" in error ? error.code : undefined,
});

/** Says the cause in one line, the innermost last. */
export function describeCause(error: Error): string {
  // Node.js reports a refused connection to several addresses with a code and no words.
  const own = error.message === "" ? ("code" in error ? String(error.code) : error.name) : error.message;
  return error.cause instanceof Error && error.cause.message !== error.message
    ? `${own}: ${describeCause(error.cause)}`
    : own;
}
