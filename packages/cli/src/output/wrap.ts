import { Help } from "commander";

/** Breaks a string between words, so that a terminal does not break it within them. What cannot be broken stays whole. */
export const wrap = (text: string, width: number): string => (width < 40 ? text : new Help().boxWrap(text, width));

/**
 * The same line by line, but for what somebody may copy: a command that is broken in two is run as two, and half an address
 * leads nowhere.
 */
export const wrapLines = (text: string, width: number): string =>
  Number.isFinite(width)
    ? text
        .split("\n")
        .map((line) => (/sfbulk |curl |:\/\//.test(line) ? line : wrap(line, width)))
        .join("\n")
    : text;
