/** Where the probe's server listens, under two origins. */
export interface ProbeServers {
  readonly url: string;
  readonly otherUrl: string;
  /** An address of this computer where nobody listens. */
  readonly closedUrl: string;
}

/** One thing that runtimes do differently. */
export interface Observation {
  /** What is looked at, as the heading of a line. */
  readonly what: string;
  /** Gives what is so here, in a few words that are the same each time. Where it rejects, that is the answer. */
  readonly observe: (servers: ProbeServers) => Promise<string>;
}
