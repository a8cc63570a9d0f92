// What changesets writes into the changelogs: the sentence that somebody wrote for those who use the package, and nothing
// else. No commit hashes, and no lines about siblings, which always have the same version.

/** @param {{ summary: string }} changeset */
export async function getReleaseLine({ summary }) {
  const [first, ...rest] = summary.trim().split("\n");
  return [`- ${first}`, ...rest.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}

/** Says nothing. changesets asks for it. */
export const getDependencyReleaseLine = async () => "";
