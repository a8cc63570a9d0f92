// Tells whether work on a text grows no faster than the text does, by the time of plain work on a text of the same length.

/** The first is short enough for work that is quadratic to end. */
const lengths = [16_384, 1_048_576];
/** How many times as long as looking at every character once it may take: work that is quadratic takes thousands. */
const generous = 300;

/** @param {() => unknown} work */
function timeOf(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** @param {string} text */
function lookAtAll(text) {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum = (sum + text.charCodeAt(index)) % 65_521;
  return sum;
}

/** @type {Map<number, number>} */
const plainTimes = new Map();

/** How long plain work takes: the best of several turns, since others use the machine too. @param {string} text */
function plainTime(text) {
  const known = plainTimes.get(text.length);
  if (known !== undefined) return known;
  const time = Math.max(0.02, Math.min(...Array.from({ length: 9 }, () => timeOf(() => lookAtAll(text)))));
  plainTimes.set(text.length, time);
  return time;
}

/**
 * Does the work on longer and longer texts, up to 1 MB, and stops where it takes too long for one of them.
 *
 * @param {(text: string) => unknown} work
 * @param {(length: number) => string} textOf
 * @returns {string} what is wrong; "" where it is linear
 */
export function faultOfGrowth(work, textOf) {
  for (const length of lengths) {
    const text = textOf(length);
    const plain = plainTime(text);
    let best = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 3 && best > generous * plain; turn++)
      best = Math.min(
        best,
        timeOf(() => work(text)),
      );
    if (best > generous * plain)
      return `${length} characters take ${Math.round(best / plain)} times as long as to look at them`;
  }
  return "";
}
