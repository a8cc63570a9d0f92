/** Tells whether two names are of one object, or field: Salesforce knows them in any case. */
export const isSameName = (one: string | undefined, other: string | undefined): boolean =>
  one?.toLowerCase() === other?.toLowerCase();
