/** The sf CLI, and a Node.js that runs it. */
export interface SfProgram {
  readonly node: string;
  readonly script: string;
}

/** Gives the sf CLI from the registry, where it has not been fetched before, and a Node.js that runs it. */
export function findSf(): Promise<SfProgram>;
