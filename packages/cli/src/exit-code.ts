/**
 * What a process ends with: 0 all done, 1 an error, 2 a wrong call, 68 some failed, 69 still running. 130, which is what
 * shells expect of Ctrl-C, comes from nowhere but an interruption.
 */
export type ExitCode = 0 | 1 | 2 | 68 | 69 | 130;
