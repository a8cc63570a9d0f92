const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/**
 * Gives the 18-character form of a Salesforce id: its first 15 characters and their checksum, which tells the same
 * letters in another case apart.
 *
 * @param id - An id of 15 or 18 characters. Of 18, the last three are computed anew.
 * @see https://help.salesforce.com/s/articleView?id=000385585
 * @example
 * ```ts
 * import { toLongId } from "@sfbulk/core";
 *
 * console.log(toLongId("7509H0000016GUX")); // 7509H0000016GUXQA2
 * ```
 */
export function toLongId(id: string): string {
  const short = id.slice(0, 15);
  let checksum = "";
  for (let group = 0; group < 15; group += 5) {
    let bits = 0;
    for (let i = 0; i < 5; i++) {
      const character = short.charAt(group + i);
      if (character >= "A" && character <= "Z") bits |= 1 << i;
    }
    checksum += alphabet.charAt(bits);
  }
  return short + checksum;
}

/** Tells whether a text is an id of 15 or 18 characters with this prefix and, of 18, with the right checksum. */
export function isSalesforceId(value: string, prefix: string): boolean {
  return (
    /^(?:[a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(value) &&
    value.startsWith(prefix) &&
    (value.length === 15 || toLongId(value) === value)
  );
}

/**
 * Tells whether two ids, of 15 or 18 characters, name the same thing.
 *
 * @example
 * ```ts
 * import { isSameId } from "@sfbulk/core";
 *
 * console.log(isSameId("7509H0000016GUX", "7509H0000016GUXQA2")); // true
 * ```
 */
export function isSameId(one: string, other: string): boolean {
  return one.slice(0, 15) === other.slice(0, 15);
}

/**
 * Checks an id that a caller gave, and returns it.
 *
 * @throws TypeError that says what is wrong, and what the id should be where only its checksum is off.
 */
export function checkId(value: unknown, prefix: string, name: string): string {
  if (typeof value !== "string") {
    throw new TypeError(
      `Cannot use ${name}: expected a text of 15 or 18 characters, got ${value === null ? "null" : typeof value}`,
    );
  }
  if (isSalesforceId(value, prefix)) return value;
  const shown = JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (!/^[a-zA-Z0-9]+$/.test(value) || (value.length !== 15 && value.length !== 18)) {
    throw new TypeError(`Cannot use ${name} ${shown}: expected 15 or 18 letters and digits`);
  }
  if (!value.startsWith(prefix)) {
    throw new TypeError(`Cannot use ${name} ${shown}: expected an id that begins with "${prefix}"`);
  }
  throw new TypeError(
    `Cannot use ${name} ${shown}: its last three characters do not fit the others. If the first 15 are right, it is "${toLongId(value)}"`,
  );
}
