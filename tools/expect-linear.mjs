// Tells whether work on a text grows no faster than the text does, by the time of plain work on a text of the same length.

/** Short enough for work that is quadratic to end, and long enough for it to be seen. */
const short = 16_384;
/**
 * Each four times as long as the one before: work that is quadratic and just passes for one of them is found at the
 * next, in sixteen times the time. Straight to 1 MB it would take minutes.
 */
const longer = [65_536, 262_144, 1_048_576];
/** How many times as long as looking at every character once it may take: work that is quadratic takes thousands. */
const generous = 300;

/** In milliseconds. @param {() => unknown} work */
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
 * @param {readonly number[]} [lengths]
 * @returns {string} what is wrong; "" where it is linear
 */
export function faultOfGrowth(work, textOf, lengths = [short, ...longer]) {
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

/**
 * The same for several kinds of text: all of them short, and the two that take longest up to 1 MB.
 *
 * @template {(length: number) => string} T
 * @param {(text: string) => unknown} work
 * @param {readonly T[]} textsOf
 * @returns {{ readonly fault: string, readonly textOf: T } | undefined} the first that is not linear
 */
export function findGrowth(work, textsOf) {
  /** @type {{ textOf: T, time: number }[]} */
  const timed = [];
  for (const textOf of textsOf) {
    const text = textOf(short);
    // The first time is also that of making the pattern ready.
    let time = timeOf(() => work(text));
    if (time > 1) time = timeOf(() => work(text));
    if (time > generous * plainTime(text)) {
      const fault = faultOfGrowth(work, textOf, [short]);
      if (fault !== "") return { textOf, fault };
    }
    timed.push({ textOf, time });
  }
  return timed
    .toSorted((one, other) => other.time - one.time)
    .slice(0, 2)
    .map(({ textOf }) => ({ textOf, fault: faultOfGrowth(work, textOf, longer) }))
    .find(({ fault }) => fault !== "");
}
