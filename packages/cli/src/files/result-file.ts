import { createWriteStream, type WriteStream } from "node:fs";
import { link, lstat, mkdir, rename, rm } from "node:fs/promises";
import { once } from "node:events";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import { usageError } from "../arguments/usage-error.ts";
import { type CommandError, commandError } from "../output/command-error.ts";

/** A file that is written beside its place, and put there when it is whole. */
export interface ResultFile {
  readonly path: string;
  /** Writes text or bytes. Waits where the disk is slower by some MB. */
  readonly write: (data: string | Uint8Array) => Promise<void>;
  /** Ends it. It is whole, and not in its place yet. */
  readonly close: () => Promise<void>;
  /** Puts it in its place. */
  readonly keep: () => Promise<void>;
  /** Takes away what was written of it. What has been put in its place stays. */
  readonly discard: () => Promise<void>;
}

/**
 * How many bytes may wait for the disk: several pieces go to it at once, and reading goes on meanwhile. With Node.js's own 64 kB,
 * which a piece of rows fills, an export of 10 million rows takes a seventh longer; with more than this nothing is gained.
 */
const mostWaiting = 4 * 1024 * 1024;

/** How a file is written. */
export interface ResultFileOptions {
  /** Whether a file that is there is replaced. */
  readonly overwrite: boolean;
  /** Gives the command that gives the same once more, for who must make room first; `undefined` where nothing is done yet. */
  readonly again: () => string | undefined;
}

/**
 * Sees that a file may be written, before anything is done for it.
 *
 * @throws UsageError where something is there, a link for one, and is not to be replaced.
 */
export async function mustBeFree(path: string, overwrite: boolean): Promise<void> {
  const found = await look(path);
  if (found === undefined || found === "device" || (overwrite && found !== "a folder")) return;
  throw alreadyThere(path, found);
}

/** Makes a file that never follows a link, and replaces none unless that is asked for. */
export async function resultFile(path: string, { overwrite, again }: ResultFileOptions): Promise<ResultFile> {
  const cannot = (error: unknown): CommandError => cannotWrite(path, again(), error);
  const isDevice = (await look(path)) === "device";
  const partial = isDevice ? path : `${path}.${process.pid}.part`;
  let stream: WriteStream;
  try {
    await mkdir(dirname(path), { recursive: true });
    // "x" makes a new file, and follows no link that somebody has put there.
    stream = createWriteStream(partial, { flags: isDevice ? "w" : "wx", highWaterMark: mostWaiting });
    await once(stream, "open");
  } catch (error) {
    throw cannot(error);
  }
  let failure: Error | undefined;
  stream.on("error", (error) => {
    failure = error;
  });
  let isThere = false;
  return {
    path,
    write: async (data) => {
      if (failure !== undefined) throw cannot(failure);
      if (stream.write(data)) return;
      await once(stream, "drain").catch((error: unknown) => {
        throw cannot(error);
      });
    },
    close: async () => {
      stream.end();
      await finished(stream).catch((error: unknown) => {
        throw cannot(error);
      });
    },
    keep: async () => {
      try {
        if (!isDevice) await (overwrite ? rename(partial, path) : putWhereNothingIs(partial, path));
        isThere = true;
      } catch (error) {
        throw cannot(error);
      }
    },
    discard: async () => {
      if (isThere || isDevice) return;
      stream.destroy();
      await rm(partial, { force: true });
    },
  };
}

/** Puts a file in its place unless something has come there in the meantime. */
async function putWhereNothingIs(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // Some file systems have no second names.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(code)) throw error;
    const found = await look(path);
    if (found !== undefined) throw alreadyThere(path, found);
    await rename(partial, path);
    return;
  }
  await rm(partial);
}

async function look(path: string): Promise<"a file" | "a folder" | "a link" | "device" | undefined> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return "a link";
    if (found.isDirectory()) return "a folder";
    return found.isFile() ? "a file" : "device";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cannotWrite(path, undefined, error);
  }
}

const alreadyThere = (path: string, found: string): Error =>
  usageError(
    `Cannot write ${path}: there is ${found} of that name already`,
    "Replace it: the same command with --overwrite",
    "Or choose another name or folder",
  );

function cannotWrite(path: string, again: string | undefined, error: unknown): CommandError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const [why, first] = ["ENOSPC", "EDQUOT"].includes(code)
    ? ["the disk is full", "Make room, or choose another folder"]
    : code === "EPIPE"
      ? ["whoever read it has stopped", "Have it read to its end"]
      : [message, "See whether the folder may be written, or choose another one"];
  return commandError("FileError", `Cannot write ${path}: ${why}`, {
    actions: [again === undefined ? first : `${first}; then: ${again}`],
    cause: error,
  });
}
