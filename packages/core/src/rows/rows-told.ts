/** What they who read a query's CSV can be told of it, which they do not parse. */
export interface RowsTold {
  /**
   * Is told how many rows there are up to the end of the bytes that are given next, the header not counted: who writes them
   * need not count. Where there are none it is told nothing. What it throws ends the reading.
   */
  readonly onRows?: (rows: number) => void;
}

/** Who is told; nobody, where none is named. */
export type OnRows = RowsTold["onRows"];
