/** Counts the times after a moment, oldest first in the list, and forgets the others. */
export function countSince(times: number[], moment: number): number {
  const first = times.findIndex((time) => time > moment);
  times.splice(0, first === -1 ? times.length : first);
  return times.length;
}
