import type { RecordScanner } from "./record-scanner.ts";

const [opening, closing, slash, bang, question] = [0x3c, 0x3e, 0x2f, 0x21, 0x3f];
const [quote, apostrophe, colon, space] = [0x22, 0x27, 0x3a, 0x20];
/** The name of the elements that are records. */
const record = new TextEncoder().encode("records");

/**
 * Finds the ends of records in XML: where an element directly beneath the root ends.
 *
 * Comments, CDATA sections and document types, which Salesforce does not send, are refused: whyCut says so.
 */
export function xmlScanner(): RecordScanner {
  let depth = 0;
  let whole = false;
  let records = 0;
  /** How many bytes of the name are those of a record's, -1 where one was not, and whether its last byte was read. */
  let matched = 0;
  let isNamed = false;
  let isRecord = false;
  let foreign = false;
  /** The first byte of the tag that is being read, and the last but `>`; the quote of the attribute value. */
  let first = 0;
  let previous = 0;
  let inQuotes = 0;
  let inTag = false;
  const endOfTag = (): boolean => {
    if (first === question) return false;
    if (first === bang) foreign = true;
    else if (first === slash) depth--;
    else if (previous !== slash) depth++;
    else return depth === 1;
    return first === slash && depth === 1;
  };
  return {
    scan: (bytes, firstOnly = false) => {
      let end = 0;
      for (let index = 0; index < bytes.length; index++) {
        const byte = bytes[index] ?? 0;
        if (!inTag) {
          if (byte !== opening) continue;
          [inTag, first, previous] = [true, 0, 0];
          [matched, isNamed] = [0, false];
        } else if (inQuotes !== 0) {
          if (byte === inQuotes) inQuotes = 0;
        } else if (byte === closing) {
          inTag = false;
          if (depth === 1 && first !== slash) isRecord = matched === record.length;
          if (endOfTag()) {
            end = index + 1;
            if (isRecord) records++;
          }
          // The root's end tag, or a root that is empty.
          if (depth === 0 && first !== question) whole = true;
          if (firstOnly && end > 0) break;
        } else {
          if (first === 0) first = byte;
          if (isNamed || depth !== 1) {
            // Its name is known, or of no interest.
          } else if (byte <= space || byte === slash) isNamed = true;
          else matched = byte === colon ? 0 : byte === record[matched] ? matched + 1 : -1;
          if (byte === quote || byte === apostrophe) inQuotes = byte;
          previous = byte;
        }
      }
      return end;
    },
    records: () => records,
    whyCut: () => (foreign ? "its XML has a comment or CDATA in it" : whole ? undefined : "its XML breaks off"),
  };
}
