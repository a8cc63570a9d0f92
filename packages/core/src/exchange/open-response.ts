import type { FetchAdapter } from "../connection/adapter.ts";
import { abortable } from "../async/abortable.ts";
import { dispatch, type Parcel } from "./dispatch.ts";
import { TimeUp } from "./time-limit.ts";
import { onAbort } from "../async/on-abort.ts";

/** A response whose body has not been read yet. */
export interface OpenResponse {
  readonly status: number;
  readonly headers: Headers;
  /** True for a redirect that a browser does not let see. */
  readonly opaque: boolean;
  /** Gives the next bytes as the adapter hands them over, `undefined` at the end. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Lets the connection go. It may be called at any time, and again. */
  readonly close: () => void;
}

/**
 * Sends one request once and gives its response before the body is read, for bodies that fit into no memory.
 *
 * `stallTimeout`, in milliseconds, is for the response and then for each piece of the body anew: a body may take hours, but not stall. It
 * does not run while nobody reads.
 *
 * @throws the caller's abort reason, {@link TimeUp}, or what the adapter rejected with; so does reading.
 */
export async function openResponse(
  adapter: FetchAdapter,
  url: string,
  parcel: Parcel,
  { stallTimeout, signal }: { readonly stallTimeout: number; readonly signal: AbortSignal | undefined },
): Promise<OpenResponse> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const forget = onAbort(signal, () => controller.abort(signal?.reason));
  const inTime = async <T>(step: () => Promise<T>): Promise<T> => {
    controller.signal.throwIfAborted();
    const why = `nothing came within ${stallTimeout} ms`;
    const timer = setTimeout(() => controller.abort(new TimeUp("Stalled", why)), stallTimeout);
    try {
      return await abortable(step(), controller.signal);
    } catch (error) {
      // Some adapters reject with an error of their own on an abort; what fired says more.
      if (controller.signal.aborted) throw controller.signal.reason;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  let whole: Uint8Array<ArrayBuffer> | undefined;
  const close = (): void => {
    forget();
    // It fails where the body broke by itself, which is known already.
    reader?.cancel().catch(() => undefined);
    reader = undefined;
    whole = undefined;
  };
  try {
    const response = await inTime(async () => await dispatch(adapter, url, parcel, controller.signal));
    whole = response.wholeBody;
    reader = response.body?.getReader();
    return {
      status: response.status,
      headers: response.headers,
      opaque: response.type === "opaqueredirect",
      read: async () => {
        if (whole !== undefined) {
          const bytes = whole;
          whole = undefined;
          return bytes;
        }
        const body = reader;
        if (body === undefined) return undefined;
        return (await inTime(async () => await body.read())).value;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
