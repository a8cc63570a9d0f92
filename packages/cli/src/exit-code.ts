/**
/**
 * What a process ends with: 0 all done, 1 an error, 2 a wrong call, 65 too many rows failed, 68 some failed, 69 still
 * running, or nobody came back from the browser, 75 unfinished: the same command goes on with it, 80 more jobs open than
 * `sweep --max-open` says. 65 and 75 are what `sysexits.h` calls wrong data and a failure that passes; 68 and 69 are the sf
 * CLI's. 129, 130 and 143, which are what shells expect after SIGHUP, Ctrl-C and SIGTERM, come from nowhere but an
 * interruption.
 */
export type ExitCode = 0 | 1 | 2 | 65 | 68 | 69 | 75 | 80 | 129 | 130 | 143 | ChildExitCode;

/** What each of them means, for the help. */
export const exitCodes: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [0, "all done (already closed counts)"],
  [1, "error"],
  [2, "wrong call"],
  [65, "too many failed"],
  [68, "some failed"],
  [69, "still running, nobody came back"],
  [75, "unfinished, go on with --resume"],
  [80, "too many jobs open"],
];

/** What a command that was run for somebody has ended with, whatever it means. */
export type ChildExitCode = number & { readonly ofChild: true };
