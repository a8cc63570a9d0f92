/** Short enough to look immediate, long enough for the page to have time for itself, in milliseconds. */
const pause = 80;

/** Makes a function that may be called very often: the work is done once, soon after the first call. */
export function coalesced(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      work();
    }, pause);
  };
}
