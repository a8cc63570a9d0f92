/** The user's own folder for what can be fetched again: one for all clones. */
export const userCache: string;
