/** When a record was changed last, and by whom. */
export interface Stamp {
  /** Milliseconds since 1970 by the org's clock; not a number where that is not known. */
  readonly time: number;
  /** The id of the user, of 15 characters; empty where that is not known. */
  readonly by: string;
}

/** Reads a `SystemModstamp`, as the REST API writes it, and the id of a user. */
export const readStamp = (systemModstamp: string | null, userId: string | null): Stamp => ({
  time: Date.parse((systemModstamp ?? "").replace(/([+-]\d\d)(\d\d)$/, "$1:$2")),
  by: (userId ?? "").slice(0, 15),
});
