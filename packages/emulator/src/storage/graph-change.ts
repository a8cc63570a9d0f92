/**
 * A value as it stands in a line of the file: what JSON can say stays as it is. An array is never data: one number is a
 * reference to the node with that number, `["n", "Infinity"]` a number that JSON has no word for, `["u"]` undefined.
 * The others are values that stand in their place whole and are no nodes: an object, an array, a Map, bytes.
 */
export type Encoded =
  | string
  | number
  | boolean
  | null
  | readonly [number]
  | readonly ["n", string]
  | readonly ["u"]
  | readonly ["o", Readonly<Record<string, Encoded>>]
  | readonly ["a", readonly Encoded[]]
  | readonly ["m", readonly (readonly [Encoded, Encoded])[]]
  | readonly ["b", string];

/**
 * What has changed in one node of a graph of plain data: its number, its kind, and then
 *
 * - `o`, an object: the members that are new or different, and the names of those that are gone;
 * - `m`, a Map: the same for its entries;
 * - `s`, a Set: all that is in it;
 * - `a`, an array: from which index on it is different, and everything from there to its end;
 * - `b`, bytes: in base64.
 */
export type GraphChange =
  | readonly [id: number, kind: "o", set: Readonly<Record<string, Encoded>>, gone: readonly string[]]
  | readonly [id: number, kind: "m", set: readonly (readonly [Encoded, Encoded])[], gone: readonly Encoded[]]
  | readonly [id: number, kind: "s", all: readonly Encoded[]]
  | readonly [id: number, kind: "a", start: number, rest: readonly Encoded[]]
  | readonly [id: number, kind: "b", base64: string];
