/** Gives random things, the same ones for the same seed. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to `below`. */
  below(below: number): number;
  /** Whether what happens with this probability happens. */
  chance(probability: number): boolean;
  /** One of these. */
  one<T>(things: readonly [T, ...T[]]): T;
}

/** Makes a source of random things (xorshift32), a different one for each number of a case. */
export function randomOf(seed: number, number: number): Random {
  let state = (Math.imul(seed ^ 0x9e_37_79_b9, 0x85_eb_ca_6b) ^ Math.imul(number + 1, 0xc2_b2_ae_35)) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  for (let turn = 0; turn < 8; turn++) next();
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    one: (things) => things[below(things.length)] ?? things[0],
  };
}
