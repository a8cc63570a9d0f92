import type { Encoded, GraphChange } from "./graph-change.ts";

/**
 * Puts a graph together again from its changes, oldest first.
 *
 * @returns its beginning, the node with the number 0.
 * @throws Error where a change does not fit what was before it.
 */
export function readGraph(changes: readonly GraphChange[]): unknown {
  const nodes = new Map<number, object>();
  // All nodes first: a reference may come before what it leads to.
  for (const change of changes) if (!nodes.has(change[0])) nodes.set(change[0], emptyNode(change));
  const decode = (value: Encoded): unknown => {
    if (!Array.isArray(value)) return value;
    const tagged = value as Extract<Encoded, readonly unknown[]>;
    if (typeof tagged[0] !== "number") return decodeWhole(tagged);
    const node = nodes.get(tagged[0]);
    if (node === undefined) throw new Error(`there is no node ${tagged[0]}`);
    return node;
  };
  for (const change of changes) apply(nodes.get(change[0]) ?? {}, change, decode);
  return nodes.get(0);
}

function decodeWhole(value: Encoded): unknown {
  if (!Array.isArray(value)) return value;
  const tagged = value as Exclude<Extract<Encoded, readonly unknown[]>, readonly [number]>;
  switch (tagged[0]) {
    case "u":
      return undefined;
    case "n":
      return Number(tagged[1]);
    case "b":
      return fromBase64(tagged[1]);
    case "a":
      return tagged[1].map(decodeWhole);
    case "m":
      return new Map(tagged[1].map(([key, inner]) => [decodeWhole(key), decodeWhole(inner)]));
    case "o":
      return Object.fromEntries(Object.entries(tagged[1]).map(([name, inner]) => [name, decodeWhole(inner)]));
    default:
      throw new Error("there is no such value");
  }
}

function emptyNode(change: GraphChange): object {
  switch (change[1]) {
    case "o":
      return {};
    case "m":
      return new Map();
    case "s":
      return new Set();
    case "a":
      return [];
    case "b":
      return fromBase64(change[2]);
    default:
      throw new Error("there is no such kind of node");
  }
}

function apply(node: object, change: GraphChange, decode: (value: Encoded) => unknown): void {
  if (change[1] === "o") {
    for (const [key, value] of Object.entries(change[2])) Object.assign(node, { [key]: decode(value) });
    for (const key of change[3]) Reflect.deleteProperty(node, key);
  } else if (change[1] === "m" && node instanceof Map) {
    for (const key of change[3]) node.delete(decode(key));
    for (const [key, value] of change[2]) node.set(decode(key), decode(value));
  } else if (change[1] === "s" && node instanceof Set) {
    node.clear();
    for (const value of change[2]) node.add(decode(value));
  } else if (change[1] === "a" && Array.isArray(node)) {
    node.length = change[2];
    for (const value of change[3]) node.push(decode(value));
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
