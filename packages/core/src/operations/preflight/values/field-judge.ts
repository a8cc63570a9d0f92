import type { ColumnField } from "../columns/column-field.ts";
import { judgeId } from "./judge-id.ts";
import { judgeInteger, judgeNumber } from "./judge-number.ts";
import { judgeBoolean, judgeEmail, judgeLength, picklistJudge } from "./judge-text.ts";
import { judgeDate, judgeDateTime, judgeTime } from "./judge-time.ts";
import type { ValueFindingKind } from "../../../protocol/value-finding.ts";

/** Says what is wrong with a value that is not empty; `undefined` where nothing is. */
export type FieldJudge = (text: string) => ValueFindingKind | undefined;

const mostInt = 2_147_483_648n;
const mostLong = 9_223_372_036_854_775_808n;

/** Makes the judge of a column; `undefined` where any value will do. */
export function fieldJudge({ field, role, keyPrefixes }: ColumnField): FieldJudge | undefined {
  const { type, length, precision, scale, digits } = field;
  switch (type) {
    case "id":
      return idJudge(keyPrefixes, role === "record" ? "ForeignId" : "ForeignReference");
    case "reference":
      // What leads out of the org has an external id, not one of Salesforce's.
      return length === 18 ? idJudge(keyPrefixes, "ForeignReference") : lengthJudge(length);
    case "boolean":
      return trimmed(judgeBoolean);
    case "date":
      return trimmed(judgeDate);
    case "datetime":
      return trimmed(judgeDateTime);
    case "time":
      return trimmed(judgeTime);
    case "double":
    case "currency":
    case "percent":
      return trimmed((text) => judgeNumber(text, precision, scale));
    case "int": {
      const most = digits > 0 && digits < 10 ? 10n ** BigInt(digits) - 1n : mostInt;
      return trimmed((text) => judgeInteger(text, most));
    }
    case "long":
      return trimmed((text) => judgeInteger(text, mostLong));
    case "email":
      return trimmed((text) => judgeEmail(text, length));
    case "picklist":
    case "multipicklist":
      return field.restrictedPicklist ? picklistJudge(field) : undefined;
    case "string":
    case "textarea":
    case "phone":
    case "url":
    case "encryptedstring":
      return lengthJudge(length);
    default:
      return undefined;
  }
}

const lengthJudge = (length: number): FieldJudge | undefined =>
  length > 0 ? (text) => judgeLength(text, length) : undefined;

const idJudge =
  (keyPrefixes: readonly string[] | undefined, foreign: ValueFindingKind): FieldJudge =>
  (text) =>
    judgeId(text, keyPrefixes, foreign);

/** Spaces around a value that is no text: XML Schema ignores them, and Salesforce may. */
const trimmed =
  (judge: FieldJudge): FieldJudge =>
  (text) =>
    text.charCodeAt(0) <= 0x20 || text.charCodeAt(text.length - 1) <= 0x20 ? judge(text.trim()) : judge(text);
