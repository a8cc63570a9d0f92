// How random tests are run: so many cases, or with SFBULK_LONG so many more, from a seed that is printed. SFBULK_SEED repeats
// a run, SFBULK_RUNS says how many cases it is to have.
import { isLong } from "./is-long.mjs";

/** Of this process, unless it is given. */
const seed = Number(process.env["SFBULK_SEED"] || Date.now() % 2 ** 31);

console.log(`Random tests: seed ${seed}; SFBULK_SEED=${seed} repeats them`);

/**
 * @param {number} cases of the usual run
 * @param {number} [long] cases of the long one. Default: 20 times as many
 * @returns {{ numRuns: number, seed: number }} for `fc.assert`
 */
export const seeded = (cases, long = 20 * cases) => ({
  numRuns: Number(process.env["SFBULK_RUNS"] || (isLong ? long : cases)),
  seed,
});
