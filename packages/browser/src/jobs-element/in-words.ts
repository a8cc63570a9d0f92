const numbers = new Intl.NumberFormat("en");

/** Writes a number with its thousands apart. */
export const numberInWords = (value: number): string => numbers.format(value);

/** Counts jobs in words: `1 job`, `2 jobs`. */
export const jobsInWords = (count: number): string => `${numbers.format(count)} ${count === 1 ? "job" : "jobs"}`;

/** Counts batches in words. */
export const batchesInWords = (count: number): string =>
  `${numbers.format(count)} ${count === 1 ? "batch" : "batches"}`;

/** Writes how long ago something was, in its greatest unit; the list of jobs may have a time that is none. */
export function ageInWords(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return "unknown";
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Writes a date with its time; what is none is written as it came. */
export function dateInWords(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? time
    : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}
