import { type Arrival, readArrival } from "./arrival.ts";

/** A request that its client has lost, and that reaches the org later: plain data, so that it can be kept. */
export interface LateRequest {
  /** When it reaches the org, by the org's clock: milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  /** The body after gunzip. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Whom to tell that a request has made the org change something. Nobody is told after the end of the process. */
const listeners = new WeakMap<LateRequest, () => void>();

/** Puts a request off. `onApplied` is called when it has made the org change something. */
export function lateRequest({ method, url, headers, body }: Arrival, at: number, onApplied: () => void): LateRequest {
  const plainHeaders = [...headers].filter(([name]) => name !== "content-encoding");
  const late = { at, method, url: url.href, headers: plainHeaders, body };
  listeners.set(late, onApplied);
  return late;
}

/** Says that a request has made the org change something. */
export const tellApplied = (late: LateRequest): void => listeners.get(late)?.();

/** Lets a request arrive that was put off. */
export const arrivalOf = ({ method, url, headers, body }: LateRequest): Promise<Arrival> =>
  readArrival({
    method,
    url: new URL(url),
    headers: new Headers(headers.map(([name, value]): [string, string] => [name, value])),
    body: new Response(body).body,
    signal: undefined,
  });
