import { describeValue } from "../arguments/describe-value.ts";
import { argumentError } from "../errors/argument-error.ts";
import { abortable } from "../async/abortable.ts";

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
 * @throws TypeError for anything that is no source.
 */
export function openSource(source: unknown, signal: AbortSignal | undefined): OpenSource {
  const { next, stop } = pullerOf(source);
  let ended = false;
  const items = async function* (): AsyncGenerator {
    for (;;) {
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

function pullerOf(source: unknown): Puller {
  if (typeof source === "string" || source instanceof Uint8Array) return pullerOf([source]);
  if (typeof source === "object" && source !== null) {
    if ("getReader" in source) return readerOf(source as ReadableStream<unknown>);
    if (Symbol.asyncIterator in source) {
      const iterator = (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      return { next: () => iterator.next(), stop: async () => await iterator.return?.() };
    }
    if (Symbol.iterator in source) {
      const iterator = (source as Iterable<unknown>)[Symbol.iterator]();
      // oxlint-disable-next-line require-await -- what it throws is to be a rejection
      return { next: async () => iterator.next(), stop: async () => iterator.return?.() };
    }
  }
  throw argumentError(
    "InvalidSource",
    `Cannot use source: expected CSV (a string, bytes, a stream or an iterable of them) or an iterable of records, got ${describeValue(source)}`,
  );
}

/** Web streams can be iterated in some runtimes only. */
function readerOf(stream: ReadableStream<unknown>): Puller {
  const reader = stream.getReader();
  return { next: () => reader.read(), stop: (reason) => reader.cancel(reason) };
}
