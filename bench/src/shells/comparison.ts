/** What was measured of one command line. */
export interface Measured {
  /** The command line, without the program's name. */
  readonly line: string;
  /** The median of the turns. */
  readonly seconds: number;
  /** The most memory of the turns, in MB. */
  readonly megabytes: number;
  /** Requests that the org got. */
  readonly calls: number;
  readonly code: number | null;
}

/** A load that was killed in the middle, and the command that goes on with it. */
export interface Killed {
  readonly line: string;
  /** How many jobs were left open. */
  readonly open: number;
  /** How many of the rows were in the org then. */
  readonly rows: number;
  /** What its documentation says to run then. */
  readonly again: string;
  /** How many were in the org after that: as many as the file has, where each is there once. */
  readonly rowsAfter: number;
  readonly openAfter: number;
}

/** The same task by both. */
export interface Comparison<T> {
  readonly task: string;
  readonly sfbulk: T;
  /** Absent where the sf CLI has no such command. */
  readonly sf?: T;
}

/** All that was compared: `shells.json`. */
export interface Comparisons {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly sf: string;
  readonly rows: {
    readonly loaded: number;
    readonly failing: number;
    readonly exported: number;
    readonly killed: number;
  };
  readonly measured: readonly Comparison<Measured>[];
  readonly killed: Required<Comparison<Killed>>;
}
