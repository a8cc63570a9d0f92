/** Gives the sf CLI, from the registry where it has not been fetched before: 300 MB, half a minute. */
export declare function findSfCli(): Promise<{
  /** The Node.js that it runs in. */
  readonly node: string;
  /** The script to run. */
  readonly script: string;
  readonly version: string;
}>;

/** The environment in which it meets one org, and neither the user's settings nor anybody else. */
export declare function sfEnvironment(org: {
  readonly url: string;
  readonly accessToken: string;
  readonly home: string;
}): Record<string, string>;
