import type { ValueFindingKind } from "../../../protocol/value-finding.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a;
const isLower = (code: number): boolean => code >= 0x61 && code <= 0x7a;

/**
 * Says what is wrong with an id. It is called for every row, so it makes nothing.
 *
 * @param keyPrefixes - How it may begin; `undefined` where that is not known.
 * @param foreign - What one is called that begins otherwise.
 */
export function judgeId(
  id: string,
  keyPrefixes: readonly string[] | undefined,
  foreign: ValueFindingKind,
): ValueFindingKind | undefined {
  const { length } = id;
  if (length !== 15 && length !== 18) return "MalformedId";
  for (let index = 0; index < length; index++) {
    const code = id.charCodeAt(index);
    if (!isDigit(code) && !isUpper(code) && !isLower(code)) return "MalformedId";
  }
  const isWhole = length === 15 || hasChecksum(id);
  if (keyPrefixes !== undefined && !keyPrefixes.some((prefix) => startsWith(id, prefix, isWhole))) return foreign;
  return isWhole ? undefined : "WrongChecksum";
}

/** The case counts, unless a checksum says that it is not the id's own. */
const startsWith = (id: string, prefix: string, isWhole: boolean): boolean =>
  isWhole ? id.startsWith(prefix) : id.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();

/** Tells whether the last three of 18 characters say which of the others are upper case. */
function hasChecksum(id: string): boolean {
  for (let group = 0; group < 3; group++) {
    let bits = 0;
    for (let index = 0; index < 5; index++) if (isUpper(id.charCodeAt(group * 5 + index))) bits |= 1 << index;
    if (id.charCodeAt(15 + group) !== alphabet.charCodeAt(bits)) return false;
  }
  return true;
}
