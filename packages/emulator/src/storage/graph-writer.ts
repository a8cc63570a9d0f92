import { encodePlain, encodeWhole, membersOf, toBase64 } from "./encode-plain.ts";
import type { Encoded, GraphChange } from "./graph-change.ts";

/** Finds out what has changed in a graph of plain data since it was last asked. */
export interface GraphWriter {
  /**
   * Gives the changes; the first time, all there is.
   *
   * @param extent - `little` does not look into large Maps that have as many entries as before.
   * @throws TypeError for what is no plain data.
   */
  readonly changes: (extent: "all" | "little") => GraphChange[];
}

/** What is remembered of a node. */
interface Known {
  readonly id: number;
  /** What it held when it was last written; nothing where it has not been looked at, or will not be again. */
  copy: ReadonlyMap<unknown, unknown> | readonly unknown[] | undefined;
}

/** A Map of more entries than this is large. */
const large = 100;

/**
 * Makes a writer for everything that can be reached from a plain object: objects, arrays, Maps, Sets and `Uint8Array`s,
 * in cycles and shared as they are. Members that are functions are left out. Bytes do not change. An object that counts
 * its changes in a member `revision` is only looked into where that has changed.
 *
 * @param root - Where the graph begins. It gets the number 0.
 * @param frozen - The names of members whose values, once there, do not change inside; they are not looked at again.
 * @param whole - The names of those of which nothing can be reached from elsewhere either.
 */
export function createGraphWriter(
  root: object,
  frozen: ReadonlySet<string> = new Set(),
  whole: ReadonlySet<string> = new Set(),
): GraphWriter {
  const known = new WeakMap<object, Known>();
  let count = 0;
  let seen = new Set<object>();
  let steps: { readonly node: object; readonly known: Known; readonly isNew: boolean; readonly isFrozen: boolean }[] =
    [];

  const reach = (value: unknown, isFrozen: boolean): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    const entry = known.get(value);
    if (entry !== undefined && isFrozen) return;
    const next = entry ?? { id: count++, copy: undefined };
    if (entry === undefined) known.set(value, next);
    if (!isFrozen) seen.add(value);
    steps.push({ node: value, known: next, isNew: entry === undefined, isFrozen });
  };

  const encode = (value: unknown): Encoded => {
    const entry = typeof value === "object" && value !== null ? known.get(value) : undefined;
    return entry === undefined ? encodePlain(value) : [entry.id];
  };

  const list = (node: readonly unknown[], isFrozen: boolean, entry: Known): number | undefined => {
    const before = Array.isArray(entry.copy) ? (entry.copy as readonly unknown[]) : undefined;
    for (const value of node) reach(value, isFrozen);
    const start = before === undefined ? 0 : commonStart(before, node);
    if (start === node.length && start === before?.length) return undefined;
    if (!isFrozen) entry.copy = [...node];
    return start;
  };

  const table = (node: ReadonlyMap<unknown, unknown>, isFrozen: boolean, entry: Known, isMap: boolean) => {
    const before = entry.copy instanceof Map ? (entry.copy as ReadonlyMap<unknown, unknown>) : undefined;
    const set: [unknown, unknown][] = [];
    let kept = 0;
    for (const [key, value] of node) {
      const isThere = before?.has(key) === true;
      if (isThere) kept++;
      if (!isThere || !Object.is(before.get(key), value)) set.push([key, value]);
      reach(key, isFrozen);
      if (!isMap && whole.has(key as string)) continue;
      reach(value, isFrozen || (!isMap && frozen.has(key as string)));
    }
    const gone = before === undefined || kept === before.size ? [] : [...before.keys()].filter((key) => !node.has(key));
    if (before !== undefined && set.length === 0 && gone.length === 0) return undefined;
    if (!isFrozen) entry.copy = isMap ? new Map(node) : node;
    return { set, gone };
  };

  const changeOf = (
    { node, known: entry, isNew, isFrozen }: (typeof steps)[number],
    extent: string,
  ): GraphChange | undefined => {
    const { id } = entry;
    if (node instanceof Uint8Array) return isNew ? [id, "b", toBase64(node)] : undefined;
    if (Array.isArray(node) || node instanceof Set) {
      const all = Array.isArray(node) ? (node as unknown[]) : [...node];
      const start = list(all, isFrozen, entry);
      if (start === undefined) return undefined;
      return Array.isArray(node) ? [id, "a", start, all.slice(start).map(encode)] : [id, "s", all.map(encode)];
    }
    if (node instanceof Map) {
      const { copy } = entry;
      if (extent === "little" && node.size > large && copy instanceof Map && copy.size === node.size) return undefined;
      const difference = table(node, isFrozen, entry, true);
      if (difference === undefined) return undefined;
      const set = difference.set.map(([key, value]) => [encode(key), encode(value)] as const);
      return [id, "m", set, difference.gone.map(encode)];
    }
    if (isUnrevised(node, entry.copy)) return undefined;
    const difference = table(membersOf(node), isFrozen, entry, false);
    if (difference === undefined) return undefined;
    const set = Object.fromEntries(
      difference.set.map(([key, value]) => [key, whole.has(key as string) ? encodeWhole(value) : encode(value)]),
    );
    return [id, "o", set, difference.gone as string[]];
  };

  return {
    changes: (extent) => {
      const changes: GraphChange[] = [];
      seen = new Set();
      steps = [];
      reach(root, false);
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        const change = changeOf(step, extent);
        if (change !== undefined) changes.push(change);
      }
      return changes;
    },
  };
}

/** An object that counts its own changes, inside it too, in `revision` is not looked into where that is as it was. */
const isUnrevised = (node: object, copy: Known["copy"]): boolean =>
  "revision" in node &&
  copy instanceof Map &&
  (copy as ReadonlyMap<unknown, unknown>).get("revision") === node.revision;

/** Says how many members at their beginnings two arrays have in common. */
function commonStart(one: readonly unknown[], other: readonly unknown[]): number {
  const different = one.findIndex((value, index) => index >= other.length || !Object.is(value, other[index]));
  return different === -1 ? one.length : different;
}
