import { describeValue } from "../../arguments/describe-value.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { abortable } from "../../async/abortable.ts";
import { turns } from "../../async/turns.ts";
import { isBlob } from "./is-repeatable.ts";

/** A source of rows that is being read, whatever it was. */
export interface OpenSource {
  /** The items of it, one after another. */
  readonly items: AsyncIterable<unknown>;
  /** Tells the source that nothing more will be read. */
  readonly close: (reason: unknown) => void;
}

interface Puller {
  readonly next: () => Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  readonly stop: (reason: unknown) => Promise<unknown>;
}

/**
 * Opens a source. It is read only as fast as its items are asked for, and each wait for one ends when the signal fires.
 *
 * @param name - What the caller calls it, for errors.
 * @param hasHeader - Whether the source has a header line, so that one line of it is no source.
 * @throws TypeError for anything that is no source, and for an empty one.
 */
export function openSource(
  source: unknown,
  signal: AbortSignal | undefined,
  name: string,
  hasHeader: boolean,
): OpenSource {
  const { next, stop } = pullerOf(source, name, hasHeader);
  let ended = false;
  // A source that has everything at once waits for nothing, and would hold up everybody else.
  const turnEnd = turns();
  const items = async function* (): AsyncGenerator {
    for (;;) {
      const over = turnEnd();
      if (over !== undefined) await over;
      let item: { readonly done?: boolean | undefined; readonly value?: unknown };
      try {
        item = await abortable(next(), signal);
      } catch (error) {
        // What has failed by itself needs no closing.
        ended = signal?.aborted !== true;
        throw error;
      }
      if (item.done === true) {
        ended = true;
        return;
      }
      yield item.value;
    }
  };
  return {
    items: items(),
    close: (reason) => {
      if (ended) return;
      ended = true;
      // A source that waits for something closes when that has come, if ever. Its error has nobody to go to: there is
      // one already.
      stop(reason).catch(() => undefined);
    },
  };
}

function pullerOf(source: unknown, name: string, hasHeader: boolean): Puller {
  if (typeof source === "string") {
    if (source === "" || source === byteOrderMark)
      throw argumentError("EmptySource", `Cannot use ${name}: it is empty`);
    if (hasHeader && !/[\r\n]/.test(source)) throw notCsv(name, source);
    return pullerOf([source], name, hasHeader);
  }
  if (source instanceof Uint8Array) return pullerOf([source], name, hasHeader);
  if (typeof source === "function") return openedBy(source as () => unknown, name, hasHeader);
  if (isBlob(source)) return readerOf(source.stream());
  if (typeof source === "object" && source !== null) {
    if ("getReader" in source) return readerOf(source as ReadableStream<unknown>);
    if (Symbol.asyncIterator in source) {
      const iterator = (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      return { next: () => iterator.next(), stop: async () => await iterator.return?.() };
    }
    if (Symbol.iterator in source) {
      const iterator = (source as Iterable<unknown>)[Symbol.iterator]();
      // What it throws is to be a rejection.
      return { next: async () => iterator.next(), stop: async () => iterator.return?.() };
    }
  }
  throw argumentError("InvalidSource", `Cannot use ${name}: expected ${expected}, got ${describeValue(source)}`);
}

const byteOrderMark = "\uFEFF";
const expected =
  "CSV (a string, bytes, a Blob, a stream, an iterable of them, or a function that opens one) or an iterable of records";

/** A string without a line end is most likely the name of a file. */
const notCsv = (name: string, source: string): TypeError =>
  argumentError(
    "InvalidSource",
    `Cannot use ${name} ${describeValue(source)}: a string is CSV, a header line and rows below it, and this has one line; of a file, give its content or a stream of it, and for rows without a header line the option header`,
  );

/** Opens what a function gives when the first item is asked for. */
function openedBy(open: () => unknown, name: string, hasHeader: boolean): Puller {
  let opened: Promise<Puller> | undefined;
  const puller = async (): Promise<Puller> => {
    const source = await open();
    if (typeof source !== "function") return pullerOf(source, name, hasHeader);
    throw argumentError("InvalidSource", `Cannot use ${name}: the function gave a function, expected ${expected}`);
  };
  return {
    next: async () => await (await (opened ??= puller())).next(),
    stop: async (reason) => await (await opened)?.stop(reason),
  };
}

/** Web streams can be iterated in some runtimes only. */
function readerOf(stream: ReadableStream<unknown>): Puller {
  const reader = stream.getReader();
  return { next: () => reader.read(), stop: (reason) => reader.cancel(reason) };
}
