/** What has become of standard output and standard error while a command ran. */
export interface StandardStreams {
  /** Calls when standard output is lost: nobody reads it any more, or it can take nothing. Comes at most once. */
  readonly onLost: (listener: () => void) => void;
  /** Tells whether whoever read standard output is gone. */
  readonly isUnread: () => boolean;
  /** Gives why standard output could not be written, `disk full` for one; `undefined` where it could, or is unread. */
  readonly outputError: () => NodeJS.ErrnoException | undefined;
  /** Waits until all that was printed has been taken, or has failed. */
  readonly flush: () => Promise<void>;
}

/** A pipe whose reader has ended, and a terminal that was closed. Windows says EOF of a pipe. */
const gone: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO", "EOF", "ERR_STREAM_DESTROYED"]);

/** Tells whether an error says that nobody reads a stream any more. */
export const isUnreadError = (error: unknown): boolean =>
  error instanceof Error && gone.has((error as NodeJS.ErrnoException).code);

/**
 * Watches standard output and standard error. A reader that goes away stops nothing by itself: a command that changes an
 * org goes on to its end, silently.
 */
export function watchStreams(): StandardStreams {
  const { stdout, stderr } = process;
  const listeners: (() => void)[] = [];
  let isUnread = false;
  let outputError: NodeJS.ErrnoException | undefined;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    const isFirst = !isUnread && outputError === undefined;
    if (isUnreadError(error)) isUnread = true;
    else outputError ??= error;
    if (isFirst) for (const listener of listeners) listener();
  });
  // What cannot be said there can be said nowhere: the exit code remains.
  stderr.on("error", () => undefined);
  return {
    onLost: (listener) => void listeners.push(listener),
    isUnread: () => isUnread,
    outputError: () => outputError,
    flush: async () => {
      for (const stream of [stdout, stderr]) {
        await new Promise<void>((resolve) => {
          // /dev/full refuses even nothing, which is no loss where nothing was printed. What has failed is told by then.
          if (stream.writableLength === 0) setImmediate(resolve);
          else stream.write("", () => resolve());
        });
      }
    },
  };
}
