/** Every supported major of Node.js, with the version that stands for it. */
export const nodeVersions: { readonly 20: string; readonly 22: string; readonly 24: string; readonly 26: string };

/** Gives the path of a Node.js of this major: the one that runs, or one that is fetched from the npm registry once. */
export function findNode(major: keyof typeof nodeVersions): Promise<string>;
