/** What a member of plain data is: a type, a list of the words that there are, or a check of its own. */
export type MemberKind =
  | "string"
  | "boolean"
  | "number"
  | "time"
  | "count"
  | "strings"
  | "object"
  | readonly string[]
  | { readonly expected: string; readonly isGood: (value: unknown) => boolean };

/** Says the kind of every member that there may be. */
export type MemberKinds<T> = Readonly<Record<keyof T & string, MemberKind>>;

const words = {
  string: "a string",
  boolean: "a boolean",
  number: "a number",
  time: "milliseconds, 0 or more",
  count: "an integer, 1 or more",
  strings: "an array of strings",
  object: "an object",
};

/**
 * Checks plain data that somebody has written: a name that is spelled wrongly would be passed over in silence, and a test would prove
 * less than it says.
 *
 * @param what - What it is, in an error's words: `client "a"`.
 * @throws TypeError for what is no object, a name that there is not, and a value that is not of its kind.
 */
export function checkMembers<T>(what: string, data: unknown, kinds: MemberKinds<T>): void {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError(`Cannot use ${what}: expected an object`);
  }
  for (const [name, member] of Object.entries(data)) {
    if (!Object.hasOwn(kinds, name)) {
      throw new TypeError(
        `Cannot use ${JSON.stringify(name)} of ${what}: expected one of ${Object.keys(kinds).join(", ")}`,
      );
    }
    const kind = kinds[name as keyof T & string];
    if (member === undefined || isOf(member, kind)) continue;
    // A word is shown, since it is one that was meant; other values may be secrets.
    const value = Array.isArray(kind) ? ` ${JSON.stringify(member) ?? typeof member}` : "";
    throw new TypeError(`Cannot use ${name}${value} of ${what}: expected ${expectedOf(kind)}`);
  }
}

function isOf(value: unknown, kind: MemberKind): boolean {
  if (typeof kind === "string") {
    if (kind === "time") return typeof value === "number" && value >= 0;
    if (kind === "count") return Number.isInteger(value) && (value as number) >= 1;
    if (kind === "strings") return Array.isArray(value) && value.every((one) => typeof one === "string");
    return typeof value === kind && value !== null && !Array.isArray(value);
  }
  return "isGood" in kind ? kind.isGood(value) : (kind as readonly unknown[]).includes(value);
}

const expectedOf = (kind: MemberKind): string =>
  typeof kind === "string" ? words[kind] : "isGood" in kind ? kind.expected : `one of ${kind.join(", ")}`;
