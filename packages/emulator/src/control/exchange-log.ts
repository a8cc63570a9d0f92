import type { Fault } from "../faults/fault.ts";
import type { Arrival } from "../wire/request/arrival.ts";
import type { Operation } from "../wire/request/operation-of.ts";
import { strikeSecrets } from "./strike-secrets.ts";

/** What arrived, and what became of it. */
export interface Exchange {
  /** Counts from 1. */
  readonly sequence: number;
  /** When it arrived, by the org's clock: ISO 8601 in UTC. */
  readonly time: string;
  readonly method: string;
  /** The host that was asked, `emulator.my.salesforce.com`. */
  readonly host: string;
  /** The path with its query. */
  readonly path: string;
  /** What it was about. */
  readonly operation: Operation;
  /** The id of the job in the path, or `null`. */
  readonly jobId: string | null;
  /** The headers by lower-case names, with every secret struck out. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** How many bytes the body had on its way. */
  readonly wireBytes: number;
  /** How many bytes it had after gunzip. */
  readonly bodyBytes: number;
  /** The beginning of the body as a string, after gunzip; secrets are struck out. */
  readonly requestBody: string;
  /** The status that was answered; `null` where no answer came, or not yet. */
  readonly status: number | null;
  /** How many milliseconds it took until the answer began, by the computer's clock; `null` where it has not yet. */
  readonly milliseconds: number | null;
  /** The kind of fault that struck, or `null`. */
  readonly fault: Fault["kind"] | null;
  /** Whether the org changed anything because of it. */
  readonly applied: boolean;
  /** Whether there is nothing at the address that was asked for, in the emulator at least, or something was passed over. */
  readonly unhandled: boolean;
}

/** Requests for an address where the emulator has nothing, or with something that it passes over. */
export interface UnhandledRequest {
  readonly method: string;
  /** The path with its query, with every secret struck out. */
  readonly path: string;
  /** The status of the last answer; `null` where none came. */
  readonly status: number | null;
  /** How often it was asked for. */
  readonly times: number;
  /** What was passed over, where the address is known: headers by their lower-case names, parameters as `?name`. */
  readonly unheeded?: readonly string[];
}

/** The log of an emulator. */
export interface ExchangeLog {
  /** Writes down a request, and gives the entry to be completed. */
  readonly begin: (
    arrival: Arrival,
    time: number,
    fault: Fault | undefined,
  ) => { -readonly [K in keyof Exchange]: Exchange[K] };
  /** Gives all entries. */
  readonly all: () => Exchange[];
  /** Writes down that the request of an entry was for nothing that there is. It is to have been answered. */
  readonly noteUnhandled: (entry: Exchange, unheeded: readonly string[]) => void;
  /** Gives those requests, each once, in the order in which they came first. */
  readonly unhandled: () => UnhandledRequest[];
}

const maxText = 2000;
/** A log for ever would fill the memory of an emulator that runs for days. */
const maxEntries = 10_000;
/** Whoever has seen that many has seen what is wrong. */
const maxUnhandled = 1000;

/** Makes an empty log. */
export function createExchangeLog(): ExchangeLog {
  const entries: { -readonly [K in keyof Exchange]: Exchange[K] }[] = [];
  const unhandled = new Map<string, UnhandledRequest>();
  let sequence = 0;
  return {
    begin: (arrival, time, fault) => {
      const entry = {
        sequence: ++sequence,
        time: new Date(time).toISOString(),
        method: arrival.method,
        host: arrival.url.host,
        path: strikeSecrets(arrival.url.pathname + arrival.url.search),
        operation: arrival.operation,
        jobId: arrival.jobId ?? null,
        requestHeaders: cleanHeaders(arrival.headers),
        wireBytes: arrival.wireBytes,
        bodyBytes: arrival.body.length,
        requestBody: bodyOf(arrival),
        status: null,
        milliseconds: null,
        fault: fault?.kind ?? null,
        applied: false,
        unhandled: false,
      };
      entries.push(entry);
      if (entries.length > maxEntries) entries.shift();
      return entry;
    },
    all: () => entries.map((entry) => ({ ...entry })),
    noteUnhandled: ({ method, path, status }, unheeded) => {
      const key = [method, path, ...unheeded].join(" ");
      const times = (unhandled.get(key)?.times ?? 0) + 1;
      if (times === 1 && unhandled.size >= maxUnhandled) return;
      unhandled.set(key, { method, path, status, times, ...(unheeded.length === 0 ? {} : { unheeded }) });
    },
    unhandled: () => [...unhandled.values()],
  };
}

const secretHeaders = new Set(["x-sfdc-session", "authorization", "cookie", "proxy-authorization"]);

const cleanHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].map(([name, value]) => [name, secretHeaders.has(name) ? "[session]" : strikeSecrets(value)]),
  );

/** What is sent to the token endpoint and to sign in by SOAP is secrets and nothing else. */
const bodyOf = ({ text, url }: Arrival): string =>
  /^\/services\/(?:oauth2|Soap)\//i.test(url.pathname) && text !== ""
    ? "[credentials]"
    : strikeSecrets(text.slice(0, maxText));
