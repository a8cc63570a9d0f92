/** The oldest API version that is supported, and the newest (Winter '27). */
export const supportedVersions = { oldest: 31, newest: 68 } as const;

/** The newest version, as it stands in addresses. */
export const newestVersion: string = `${supportedVersions.newest}.0`;
