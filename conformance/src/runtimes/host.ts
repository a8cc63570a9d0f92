/** How a runtime wants its programs. */
export interface Host {
  /** A file for the command line, a module worker, or a script that leaves a global `main`. */
  readonly wrapping: "process" | "workerModule" | "script";
  /** The conditions under which it reads the `exports` of packages, besides `import` and `default`. */
  readonly conditions: readonly string[];
}
