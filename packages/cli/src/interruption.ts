import type { ExitCode } from "./exit-code.ts";

/** Ctrl-C, as a command sees it, and all else that asks a process to end. */
export interface Interruption {
  /** Fires at the first Ctrl-C, when the process is asked to end, and when {@link Interruption.stop} is called. */
  readonly signal: AbortSignal;
  /** Sets what is printed where a second Ctrl-C leaves at once: what is left to do. */
  readonly partWith: (words: (() => string) | undefined) => void;
  /** Asks the command to end, with a reason that its calls end with. */
  readonly stop: (reason: Error) => void;
  readonly dispose: () => void;
}

/** What an interruption ends the process with. */
type InterruptionCode = 129 | 130 | 143;

/** What makes an interrupted call end. */
export interface InterruptedError extends Error {
  readonly name: "InterruptedError";
  /** 130 after Ctrl-C, 129 after SIGHUP, 143 after SIGTERM, as shells expect. */
  readonly exitCode: InterruptionCode;
}

/** What asks a process to end, and what it ends with: 128 and the number of the signal. */
const signals: readonly (readonly [name: NodeJS.Signals, code: InterruptionCode])[] = [
  ["SIGINT", 130],
  // Ctrl-Break of Windows. Elsewhere nothing sends it.
  ["SIGBREAK", 130],
  ["SIGTERM", 143],
  // The terminal was closed; on Windows, the console, which leaves ten seconds.
  ["SIGHUP", 129],
];

/** Tells whether an error is what an interruption made. */
export const isInterrupted = (error: unknown): error is InterruptedError =>
  error instanceof Error && error.name === "InterruptedError";

/** Makes the reason that an interrupted call ends with. */
export const interrupted = (message: string = "Interrupted", exitCode: InterruptionCode = 130): InterruptedError =>
  Object.assign(new Error(message), { name: "InterruptedError" as const, exitCode });

/** Gives what an interruption ends the process with. */
export const interruptedCode = ({ exitCode }: InterruptedError): ExitCode => exitCode;

/**
 * Begins to listen for what asks to end: the first one asks, a second Ctrl-C ends at once. Other signals may come twice for
 * one reason, from the terminal and from the shell, so that they never do.
 */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let parting: (() => string) | undefined;
  const listeners = signals.map(([name, code]) => {
    const onSignal = (): void => {
      if (!controller.signal.aborted) controller.abort(interrupted("Interrupted", code));
      else if (code === 130) leave(code, parting?.());
    };
    process.on(name, onSignal);
    return [name, onSignal] as const;
  });
  return {
    signal: controller.signal,
    partWith: (words) => {
      parting = words;
    },
    stop: (reason) => controller.abort(reason),
    dispose: () => {
      for (const [name, onSignal] of listeners) process.off(name, onSignal);
    },
  };
}

function leave(code: InterruptionCode, words: string | undefined): never {
  // A spinner or a bar may have hidden the cursor.
  if (process.stderr.isTTY) process.stderr.write("\u001B[?25h");
  if (words !== undefined) process.stderr.write(`\n${words}\n`);
  // At once is what a second Ctrl-C asks for.
  process.exit(code);
}
