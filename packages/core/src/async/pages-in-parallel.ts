import { onAbort } from "./on-abort.ts";

/** Options of {@link pagesInParallel}. */
export interface ParallelOptions {
  /** How many pages are read at a time. */
  readonly concurrency: number;
  /** Whether what a page gives comes in the place of the page, or as soon as it is there. */
  readonly order: "source" | "any";
  /** How many bytes are held of pages whose turn has not come. With `any`, none are held. */
  readonly bufferBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a page gives. */
export interface PageBlock {
  /** How much of memory it takes, in bytes. */
  readonly length: number;
}

/** A page that was begun and not given whole. */
interface Page<B> {
  readonly blocks: B[];
  isDone: boolean;
  failure: { readonly error: unknown } | undefined;
  /** Tells those who wait that all before has been given, and of this page what has come. */
  onTurn: (() => void) | undefined;
}

/**
 * Reads several pages at a time and gives their blocks, in the order of the pages or as they come.
 *
 * The page whose turn it is always goes on. Those ahead of it are held in memory as far as that is allowed, and then no more
 * of them is read until there is room: their connections wait. After a failure no page is begun; it comes in its turn. When
 * the consumer breaks off, the signal fires or there is an error, what is under way is told so by its own signal and waited
 * for.
 *
 * @param list - Names the pages. It must end soon after its signal has fired, and so must `open`.
 * @param open - Reads one page. `turn` waits until all that is to come before has been given, of this page too: who must know
 *   how far the giving is asks it first. It ends where everything does, and at once where nothing is to come before.
 * @throws the signal's reason at once, and what the list of pages or the reading of one throws.
 */
export async function* pagesInParallel<P, B extends PageBlock>(
  list: (signal: AbortSignal) => AsyncGenerator<P, void>,
  open: (page: P, signal: AbortSignal, turn: () => Promise<void>) => AsyncIterable<B>,
  { concurrency, order, bufferBytes, signal }: ParallelOptions,
): AsyncGenerator<B, void> {
  signal?.throwIfAborted();
  const stopping = new AbortController();
  const pages = list(stopping.signal);
  const underWay = new Set<Promise<void>>();
  const paused = new Set<() => void>();
  let line: Page<B>[] = [];
  let held = 0;
  let taking: Promise<void> | undefined;
  let ended = false;
  let failed = false;
  let listFailure: { readonly error: unknown } | undefined;
  let wake = nothing;

  const isFull = (page: Page<B>): boolean => {
    if (page.blocks.length === 0) return false;
    return order === "any" || held >= bufferBytes;
  };
  const goOn = (): void => {
    for (const resume of paused) resume();
    paused.clear();
  };
  const readPage = async (page: Page<B>, named: P): Promise<void> => {
    const turn = async (): Promise<void> => {
      if (order === "any" || stopping.signal.aborted) return;
      await new Promise<void>((resolve) => {
        page.onTurn = resolve;
        wake();
      });
    };
    try {
      for await (const block of open(named, stopping.signal, turn)) {
        page.blocks.push(block);
        held += block.length;
        wake();
        while (isFull(page) && !stopping.signal.aborted) await new Promise<void>((resolve) => paused.add(resolve));
        stopping.signal.throwIfAborted();
      }
    } catch (error) {
      failed = true;
      page.failure = { error };
    } finally {
      page.isDone = true;
      wake();
    }
  };
  const begin = async (): Promise<void> => {
    try {
      const { done, value } = await pages.next();
      if (done === true) ended = true;
      else if (!stopping.signal.aborted) {
        const page: Page<B> = { blocks: [], isDone: false, failure: undefined, onTurn: undefined };
        line.push(page);
        const reading: Promise<void> = readPage(page, value).finally(() => {
          underWay.delete(reading);
          wake();
        });
        underWay.add(reading);
      }
    } catch (error) {
      ended = true;
      listFailure = { error };
    } finally {
      taking = undefined;
      wake();
    }
  };

  const forget = onAbort(signal, () => wake());
  try {
    for (;;) {
      signal?.throwIfAborted();
      // A page that is paused is under way: none is begun in its place.
      if (!ended && taking === undefined && !failed && underWay.size < concurrency) taking = begin();
      const page = order === "source" ? line[0] : line.find(({ blocks, isDone }) => isDone || blocks.length > 0);
      const block = page?.blocks.shift();
      if (page !== undefined && block !== undefined) {
        held -= block.length;
        // Each page has its turn.
        if (order === "any") line = [...line.filter((one) => one !== page), page];
        goOn();
        yield block;
      } else if (page?.isDone === true) {
        line = line.filter((one) => one !== page);
        if (page.failure !== undefined) throw page.failure.error;
        goOn();
      } else if (order === "source" && page?.onTurn !== undefined) {
        page.onTurn();
        page.onTurn = undefined;
      } else if (ended && line.length === 0) {
        if (listFailure === undefined) return;
        throw listFailure.error;
      }
      // Whatever happens next calls it, and nothing can have happened since the lines above.
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    forget();
    stopping.abort(signal?.reason);
    goOn();
    for (const { onTurn } of line) onTurn?.();
    await Promise.all([...underWay, taking]);
    await pages.return();
  }
}

const nothing = (): void => undefined;
