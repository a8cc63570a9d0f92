import type { FieldDescription } from "../../protocol/object-description.ts";
import { isSameId } from "../../protocol/salesforce-id.ts";

/**
 * Tells whether a value that was sent is the one that a field has now, for all that Salesforce writes in its own way: numbers,
 * times, ids, addresses of mail, white space at the ends.
 *
 * @param sent - As it stood in the load.
 * @param present - As the REST API gives it; `null` where the field is empty.
 */
export function isSameValue(
  { type, scale }: Pick<FieldDescription, "type" | "scale">,
  sent: string,
  present: string | null,
): boolean {
  const text = withLineFeeds(sent).trim();
  if (present === null) return text === "" || text === "#N/A";
  const now = withLineFeeds(present).trim();
  if (text === now) return true;
  switch (type) {
    case "boolean":
      return isYes(text) === isYes(now);
    case "double":
    case "currency":
    case "percent":
    case "int":
    case "long":
      return isSameNumber(text, now, scale);
    case "date":
      return text.slice(0, 10) === now;
    case "datetime":
    case "time":
      return timeOf(text) === timeOf(now);
    case "id":
    case "reference":
      return isSameId(text, now);
    case "email":
      return text.toLowerCase() === now.toLowerCase();
    case "multipicklist":
      return text.split(";").toSorted().join(";") === now.split(";").toSorted().join(";");
    default:
      return false;
  }
}

const withLineFeeds = (text: string): string => text.replaceAll(/\r\n?/g, "\n");

const isYes = (text: string): boolean => /^(?:true|1|yes)$/i.test(text);

/** Salesforce keeps as many digits as the field has. */
const isSameNumber = (one: string, other: string, scale: number): boolean =>
  Math.abs(Number(one) - Number(other)) <= 0.5 * 10 ** -scale + Math.abs(Number(other)) * 1e-12;

/** What is no time is like no other. */
function timeOf(text: string): number {
  const whole = /^\d\d:/.test(text) ? `1970-01-01T${text}` : text;
  return Date.parse(whole.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
}
