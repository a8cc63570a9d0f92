import type { Encoded } from "./graph-change.ts";

/** Writes a value that is no node. @throws TypeError for what is no plain data. */
export function encodePlain(value: unknown): Encoded {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value === undefined) return ["u"];
  if (typeof value === "number") {
    return Number.isFinite(value) && !Object.is(value, -0) ? value : ["n", Object.is(value, -0) ? "-0" : String(value)];
  }
  throw new TypeError(`Cannot save a value of type ${typeof value}: expected plain data`);
}

/**
 * Writes a value whole, with all that is in it: quicker than nodes for what does not change, and is not reached from
 * elsewhere.
 */
export function encodeWhole(value: unknown): Encoded {
  if (typeof value !== "object" || value === null) return encodePlain(value);
  if (value instanceof Uint8Array) return ["b", toBase64(value)];
  if (Array.isArray(value)) return ["a", value.map(encodeWhole)];
  if (value instanceof Map) return ["m", [...value].map(([key, inner]) => [encodeWhole(key), encodeWhole(inner)])];
  const members = [...membersOf(value)].map(([name, inner]) => [name, encodeWhole(inner)]);
  return ["o", Object.fromEntries(members) as Record<string, Encoded>];
}

/** Gives the members of an object that are no functions. @throws TypeError for an object of a class. */
export function membersOf(node: object): Map<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(node);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`Cannot save an object of ${node.constructor.name}: expected plain data`);
  }
  const members = new Map<string, unknown>();
  for (const name of Object.keys(node)) {
    const value: unknown = Reflect.get(node, name);
    if (typeof value !== "function") members.set(name, value);
  }
  return members;
}

/** Writes bytes in base64. In pieces: a call takes so many arguments only. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x80_00) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x80_00));
  }
  return btoa(text);
}
