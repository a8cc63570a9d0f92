// pg-boss asks for Node.js 22. Its workers run in that, in the tests too; what they call in their own process, which may be
// Node.js 20, works there as well. Without this, nobody with Node.js 20 could install anything.
export const hooks = {
  /** @param {{ name?: string, engines?: Record<string, string> }} manifest */
  readPackage: (manifest) => {
    if (manifest.name === "pg-boss") delete manifest.engines;
    return manifest;
  },
};
