import type { Ratio } from "../measurement.ts";

/** A ratio that is not measured yet. */
type Wanted = Pick<Ratio, "name"> & { readonly bar: { readonly atMost: number } };

/** The most memory that one of ours may have. */
export const mostMemory: Wanted = { name: "whole tasks: most memory of ours, MB", bar: { atMost: 200 } };

/** How much more of it one may have in the last third of its time than in the third before. */
export const mostGrowth: Wanted = {
  name: "whole tasks: most growth of ours in the last third",
  bar: { atMost: 1.15 },
};

/** Why it is more. It is told only where it is. */
export const whyMore =
  "Most of it is the engine's: the young generation of its heap grows with what is alive at a time, in Node.js 24 to twice what it is in Node.js 22, and bytes that nobody needs any more wait for a collection of the whole heap. With `node --max-semi-space-size=16`, Node.js 24 loads a million records in 188 MB instead of 253, and as fast.";
