/** Ctrl-C, as a command sees it. */
export interface Interruption {
  /** Fires at the first Ctrl-C, or when the process is asked to end. */
  readonly signal: AbortSignal;
  /** Sets what is printed where a second Ctrl-C leaves at once: what is left to do. */
  readonly partWith: (words: (() => string) | undefined) => void;
  readonly dispose: () => void;
}

/** What the process ends with after Ctrl-C, as shells expect. */
export const interruptedCode = 130;

/** Tells whether an error is what an interruption made. */
export const isInterrupted = (error: unknown): boolean => error instanceof Error && error.name === "InterruptedError";

/** Makes the reason that an interrupted call ends with. */
export const interrupted = (message: string = "Interrupted"): Error =>
  Object.assign(new Error(message), { name: "InterruptedError" });

/** Begins to listen for Ctrl-C: the first one asks to end, the second one ends. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let parting: (() => string) | undefined;
  const onSignal = (): void => {
    if (!controller.signal.aborted) {
      controller.abort(interrupted());
      return;
    }
    // A spinner or a bar may have hidden the cursor.
    if (process.stderr.isTTY) process.stderr.write("\u001B[?25h");
    if (parting !== undefined) process.stderr.write(`\n${parting()}\n`);
    // At once is what a second Ctrl-C asks for.
    process.exit(interruptedCode);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    partWith: (words) => {
      parting = words;
    },
    dispose: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
