/**
 * Finds where records end in bytes that come piece by piece. All three formats end their records with a byte that UTF-8
 * uses for nothing else, so that nothing is decoded for it.
 */
export interface RecordScanner {
  /**
   * Takes the next bytes and tells how many of them belong to whole records; 0 where none ends in them.
   *
   * @param firstOnly - Has it take no bytes behind the first record that ends in them.
   */
  readonly scan: (bytes: Uint8Array, firstOnly?: boolean) => number;
  /** Tells how many records have ended up to now. */
  readonly records: () => number;
  /** Says why the bytes up to now cannot be all; `undefined` where they can. */
  readonly whyCut: () => string | undefined;
}
