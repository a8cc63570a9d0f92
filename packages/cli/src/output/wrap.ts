import { Help } from "commander";

/** Breaks a string between words, so that a terminal does not break it within them. What cannot be broken stays whole. */
export const wrap = (text: string, width: number): string => (width < 40 ? text : new Help().boxWrap(text, width));
