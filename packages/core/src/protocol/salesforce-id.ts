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

/** Tells whether a string is an id of 15 or 18 characters with this prefix and, of 18, with the right checksum. */
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
