import { describeValue } from "../../arguments/describe-value.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { abortableWaits } from "../../async/abortable-waits.ts";
import { turns } from "../../async/turns.ts";
import { isBlob } from "./is-repeatable.ts";
import { isPromise, type Item, type Pull } from "../pull.ts";

/** A source of rows that is being read, whatever it was. */
export interface OpenSource {
  readonly next: Pull;
  /** Tells the source that nothing more will be read. */
  readonly close: (reason: unknown) => void;
}

interface Puller {
  readonly next: () => Item | PromiseLike<Item>;
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
  const puller = pullerOf(source, name, hasHeader);
  const { wait, end } = abortableWaits(signal);
  let ended = false;
  // A source that has everything at once waits for nothing, and would hold up everybody else.
  const turnEnd = turns();
  const noteEnd = (): void => {
    ended = true;
    end();
  };
  /** Sees whether an item is the last; what it promises has to be waited for. */
  const noted = (item: Item): Item | Promise<Item> => {
    if (item.done === true) noteEnd();
    else if (isPromise(item.value)) return waited(item.value.then((value) => ({ value })));
    return item;
  };
  const waited = async (promise: PromiseLike<Item>): Promise<Item> => {
    try {
      return await noted(await wait(promise));
    } catch (error) {
      // What has failed by itself needs no closing.
      if (signal?.aborted !== true) noteEnd();
      throw error;
    }
  };
  const take = (): Item | Promise<Item> => {
    signal?.throwIfAborted();
    let item: Item | PromiseLike<Item>;
    try {
      item = puller.next();
    } catch (error) {
      noteEnd();
      throw error;
    }
    return isPromise(item) ? waited(item) : noted(item);
  };
  return {
    next: () => turnEnd()?.then(take) ?? take(),
    close: (reason) => {
      if (ended) return;
      noteEnd();
      // A source that waits for something closes when that has come, if ever. Its error has nobody to go to: there is
      // one already.
      puller.stop(reason).catch(() => undefined);
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
      return { next: () => iterator.next(), stop: async () => iterator.return?.() };
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
  let opening: Promise<Puller> | undefined;
  let opened: Puller | undefined;
  const puller = async (): Promise<Puller> => {
    const source = await open();
    if (typeof source === "function") {
      throw argumentError("InvalidSource", `Cannot use ${name}: the function gave a function, expected ${expected}`);
    }
    return (opened = pullerOf(source, name, hasHeader));
  };
  const first = async (): Promise<Item> => await (await (opening ??= puller())).next();
  return {
    next: () => opened?.next() ?? first(),
    stop: async (reason) => await (await opening)?.stop(reason),
  };
}

/** Web streams can be iterated in some runtimes only. */
function readerOf(stream: ReadableStream<unknown>): Puller {
  const reader = stream.getReader();
  return { next: () => reader.read(), stop: (reason) => reader.cancel(reason) };
}
