// Looks at four bytes at a time, as one whole number of 32 bits: for what goes through every byte of a file or of a result. A
// byte is looked for by `^` with four of its kind, which makes it 0.

const ones = 0x01010101;
const highest = 0x80808080;
const others = 0x7f7f7f7f;

/** Four times the same byte. */
export const fourOf = (byte: number): number => byte * ones;

/** Whether a byte is 0. */
export const hasZero = (four: number): boolean => hasLess(four, 1);

/** Whether a byte is less than this, which is 128 at most. */
export const hasLess = (four: number, than: number): boolean => ((four - than * ones) & ~four & highest) !== 0;

/** Has the highest bit of each byte that is 0, and no other. */
export const zerosIn = (four: number): number => ~(((four & others) + others) | four | others);

/** How many bytes {@link zerosIn} has marked. */
export const countOfMarks = (marks: number): number => Math.imul(marks >>> 7, ones) >>> 24;
