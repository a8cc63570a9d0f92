/** Rows of which it is known how many they are, and which are made when they are asked for. An array is one. */
export interface RowList<T> extends Iterable<T> {
  readonly length: number;
}
