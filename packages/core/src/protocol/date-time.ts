/**
 * Brings a time as Salesforce writes it into one form, ISO 8601 in UTC with milliseconds; `undefined` for anything else.
 *
 * JSON replies say `2026-02-12T15:43:48.000+0000`, XML ones `2026-02-12T15:43:48.000Z` (both recorded).
 */
export function normaliseDateTime(value: string): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:?\d\d)$/.exec(value);
  if (parts === null) return undefined;
  const zone = parts[2] === "Z" ? "Z" : `${parts[2]?.slice(0, 3)}:${parts[2]?.slice(-2)}`;
  const time = Date.parse(`${parts[1]}${zone}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
