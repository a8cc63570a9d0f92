/** Writes how many there are, for a message: `1 value`, `2 values`. */
export const countOf = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;
