/** Says yes or no. */
export const yesOrNo = (holds: boolean): string => (holds ? "yes" : "no");

/** Says how something was rejected: by the name alone, since texts change with every version. */
export const rejection = (error: unknown): string =>
  `rejects: \`${error instanceof Error ? error.name : typeof error}\``;
