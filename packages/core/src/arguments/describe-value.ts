const longest = 40;

/**
 * Says what a caller gave, for an error: strings in quotes and cut, numbers and the like as they are, and of everything
 * else its kind. Not for secrets.
 */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}
