import { type AdapterInit, type FetchAdapter, redact } from "@sfbulk/browser";
import { recordBody, recordStream } from "./record-body.ts";
import { beginExchange } from "./wire-log.ts";
import type { ExchangeRecord } from "./exchange-record.ts";

const renewed = new Set<string>();

/** Notes that a session is being renewed: the next request with another token is the one after it. */
export const noteRefresh = (rejected: string): void => void renewed.add(rejected);

const secretHeaders = new Set(["authorization", "x-sfdc-session"]);

/** What is known of a request before it is sent. */
export interface RecordedAction {
  readonly action: string;
  readonly via: ExchangeRecord["via"];
}

/**
 * Wraps an adapter so that each exchange is written into the log of the page, without its secrets. The response goes on
 * untouched; a copy of it is read beside it.
 */
export function recordExchanges(next: FetchAdapter, { action, via }: RecordedAction): FetchAdapter {
  return async (url, init) => {
    const token = init.headers["x-sfdc-session"];
    const complete = beginExchange({
      action,
      via,
      method: init.method,
      url: redact(url, token),
      headers: withoutSecrets(init.headers, token),
      body: init.body === undefined ? undefined : await recordBody(init.body, init.body.length, token),
      beganAt: Date.now(),
      refreshed: wasRefreshed(token),
    });
    let response: Response;
    try {
      response = await next(url, init);
    } catch (error) {
      complete({ failure: reasonOf(error, token), endedAt: Date.now() });
      throw error;
    }
    const reply = {
      status: response.status,
      headers: [...response.headers].map(([name, value]) => [name, redact(value, token)] as const),
      isRedirect: response.type === "opaqueredirect",
      headersAt: Date.now(),
    };
    complete({ reply });
    const copy = response.clone().body;
    void recordStream(copy, init.signal, token).then((read) => complete({ ...read, endedAt: Date.now() }));
    return response;
  };
}

function wasRefreshed(token: string | undefined): boolean {
  if (renewed.size === 0 || (token !== undefined && renewed.has(token))) return false;
  renewed.clear();
  return true;
}

const withoutSecrets = (headers: AdapterInit["headers"], token: string | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretHeaders.has(name) ? strike(name) : redact(value, token),
    ]),
  );

const strike = (name: string): string => (name === "authorization" ? "Bearer [session]" : "[session]");

const reasonOf = (error: unknown, token: string | undefined): string =>
  redact(error instanceof Error ? error.message : String(error), token);
