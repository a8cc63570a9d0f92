import type { ValueFindingKind } from "../../../protocol/value-finding.ts";

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const zero = 0x30;

/**
 * Says what is wrong with a number: `1234.5`, `-.5` and `1.5E3` are right (documented: as in XML Schema).
 *
 * @param precision - How many digits it may have, those after the point included; 0 where that is not known.
 * @param scale - How many of them stand after the point.
 */
export function judgeNumber(text: string, precision: number, scale: number): ValueFindingKind | undefined {
  const { length } = text;
  let index = isSign(text.charCodeAt(0)) ? 1 : 0;
  const from = index;
  let first = -1;
  for (; isDigit(text.charCodeAt(index)); index++) if (first === -1 && text.charCodeAt(index) !== zero) first = index;
  const whole = first === -1 ? 0 : index - first;
  let seen = index - from;
  let decimals = 0;
  if (text.charCodeAt(index) === 0x2e) {
    const point = index++;
    // Zeros at the end are no digits.
    for (; isDigit(text.charCodeAt(index)); index++) if (text.charCodeAt(index) !== zero) decimals = index - point;
    seen += index - point - 1;
  }
  if (seen === 0) return "InvalidNumber";
  if (index === length) return judgeSize(whole, decimals, precision, scale);
  if ((text.charCodeAt(index) | 0x20) !== 0x65) return "InvalidNumber";
  if (isSign(text.charCodeAt(++index))) index++;
  if (index === length) return "InvalidNumber";
  for (; index < length; index++) if (!isDigit(text.charCodeAt(index))) return "InvalidNumber";
  const value = Math.abs(Number(text));
  return precision > 0 && value >= 10 ** (precision - scale) ? "OutOfRange" : undefined;
}

const isSign = (code: number): boolean => code === 0x2b || code === 0x2d;

/** That Salesforce refuses what is too large is documented (NUMBER_OUTSIDE_VALID_RANGE); that it rounds the rest, a guess. */
function judgeSize(whole: number, decimals: number, precision: number, scale: number): ValueFindingKind | undefined {
  if (precision === 0) return undefined;
  if (whole > precision - scale) return "OutOfRange";
  return decimals > scale ? "TooManyDecimals" : undefined;
}

/**
 * Says what is wrong with a whole number.
 *
 * @param most - How far from zero it may be.
 */
export function judgeInteger(text: string, most: bigint): ValueFindingKind | undefined {
  const { length } = text;
  const from = isSign(text.charCodeAt(0)) ? 1 : 0;
  if (from === length) return "InvalidNumber";
  for (let index = from; index < length; index++) if (!isDigit(text.charCodeAt(index))) return "InvalidNumber";
  const digits = length - from;
  // Of few digits a plain number is exact and quick; of endless ones, none is made.
  if (digits <= 15) return Math.abs(Number(text)) > Number(most) ? "OutOfRange" : undefined;
  return digits > 40 || BigInt(text.slice(from)) > most ? "OutOfRange" : undefined;
}
