/** The oldest API version that is supported, and the newest (Summer '26). */
export const supportedVersions = { oldest: 31, newest: 67 } as const;
