/** So many ids are remembered; those that were told of first are forgotten first. */
const most = 10_000;

/**
 * Adds jobs to those that were told of. An org that does not answer for a while, or that nobody is signed in to, has none for that
 * time; when it is back, its jobs are no news.
 *
 * @returns the ids that are remembered now, and whether any is new.
 */
export function addTold(
  before: readonly string[],
  stale: readonly string[],
): { readonly told: readonly string[]; readonly isNew: boolean } {
  const known = new Set(before);
  const fresh = stale.filter((id) => !known.has(id));
  return { told: [...before, ...fresh].slice(-most), isNew: fresh.length > 0 };
}
