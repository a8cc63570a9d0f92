const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/**
 * Gives the 18-character form of an id: its first 15 characters, and for every five of them one that says which are upper
 * case, the first of the five in the lowest bit.
 *
 * @see https://help.salesforce.com/s/articleView?id=000385585
 */
export function toLongId(id: string): string {
  const short = id.slice(0, 15);
  const checksum = [0, 5, 10].map((start) => {
    const bits = [0, 1, 2, 3, 4].map((position) => (/[A-Z]/.test(short.charAt(start + position)) ? 2 ** position : 0));
    return alphabet.charAt(bits.reduce((sum, bit) => sum + bit, 0));
  });
  return short + checksum.join("");
}
