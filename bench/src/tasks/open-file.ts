import { createWriteStream, type WriteStream } from "node:fs";

/**
 * Opens a file that a program writes, as docs/read-results.md does it, for every contender alike: with room for several pieces,
 * so that whoever writes need not wait for the disk after each.
 */
export const openFile = (path: string): WriteStream => createWriteStream(path, { highWaterMark: 4 * 1024 * 1024 });
