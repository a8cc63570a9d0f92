export interface RunningPostgres {
  /** The address for a client. */
  readonly url: string;
  /** Ends it as a crash would: connections break, and what was not committed is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it again after that. */
  readonly start: () => Promise<void>;
  /** Ends it, and removes all of it. */
  readonly stop: () => Promise<void>;
}
export function startPostgres(): Promise<RunningPostgres | string>;
