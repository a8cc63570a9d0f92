/** The sf CLI, and a Node.js that runs it. */
export interface SfProgram {
  readonly node: string;
  readonly script: string;
}

/** Gives the sf CLI from the registry, where it has not been fetched before, and a Node.js that runs it. */
export function findSf(): Promise<SfProgram>;

/** The version of the sf CLI: numbers of the next one are not to be taken for these. */
export const sfVersion: string;

/** The environment in which it meets nothing of the user's, and asks nobody but the org. */
export function sfEnvironment(home: string): Record<string, string>;
