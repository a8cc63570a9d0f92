/** The milliseconds of a day. */
export const day: number = 24 * 60 * 60 * 1000;

/** Counts the times of the last 24 hours, oldest first in the list, and forgets the others. */
export function countLastDay(times: number[], now: number): number {
  const first = times.findIndex((time) => time > now - day);
  times.splice(0, first === -1 ? times.length : first);
  return times.length;
}
