/**
 * Brings a time as Salesforce writes it into one form, ISO 8601 in UTC with milliseconds; `undefined` for anything else.
 *
 * JSON replies say `2026-02-12T15:43:48.000+0000`, XML ones `2026-02-12T15:43:48.000Z` (both recorded).
 */
export function normaliseDateTime(value: string): string | undefined {
  // Every recorded one, and nothing that a calendar would have to be asked about.
  if (usual.test(value)) return `${value.slice(0, 23)}Z`;
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:?\d\d)$/.exec(value);
  if (parts === null) return undefined;
  const zone = parts[2] === "Z" ? "Z" : `${parts[2]?.slice(0, 3)}:${parts[2]?.slice(-2)}`;
  const time = Date.parse(`${parts[1]}${zone}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Milliseconds, UTC, and a day that every month has. */
const usual = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(?:Z|\+0000)$/;
