import type { AdapterInit } from "../connection/adapter.ts";
import type { Read } from "../replies/read.ts";
import type { ReplyBody } from "../replies/read-body.ts";

/** The methods that requests have. */
export type Method = AdapterInit["method"];

/**
 * Bulk API 1.0 (`/services/async/68.0/`), the REST API (`/services/data/v68.0/`), the identity service, or the SOAP API
 * (`/services/Soap/u/68.0`).
 */
export type Service = "async" | "data" | "oauth2" | "soap";

/**
 * One call to Salesforce as plain data, before an org and a session are known: what is said, and how the answer is read.
 * Each function of this folder makes one, out of its arguments alone.
 */
export interface ApiRequest<T> {
  /** What it is about, for the error message: `close job "750…"`. */
  readonly action: string;
  /** The id of the job that it is about. */
  readonly jobId?: string;
  readonly method: Method;
  /** Which of the org's services it is for. Default: `async`, Bulk API 1.0. */
  readonly service?: Service;
  /** The path beneath the service, such as `job/750…`. */
  readonly path: string;
  /** Also a hint for the format of the reply where there is no body. */
  readonly contentType: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Makes the body where the session stands in it, as in SOAP. It is in nothing that is kept or shown. */
  readonly bodyOf?: (token: string) => string;
  /** Takes a reply out of what it is wrapped in, answers and refusals alike, as in SOAP. */
  readonly unwrap?: (body: ReplyBody) => ReplyBody;
  /** False for bodies that are compressed by themselves. Default: true. */
  readonly compressible?: boolean;
  /** True for a string that is always the same: it is compressed once a process. Default: false. */
  readonly constant?: boolean;
  /** More headers, with lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether sending it twice does no harm. Only then is it sent again, except with a new token after a rejected one. */
  readonly idempotent: boolean;
  /** Whether a reply of status 2xx without a body is an answer. Default: false; it is taken for one that was cut. */
  readonly mayBeEmpty?: boolean;
  /** Whether an answer stays text whatever it begins as, for who reads it himself and wants it also where it is damaged. */
  readonly asText?: boolean;
  /** Whether rows go up or come down with it: its time counts while nothing moves, however long it takes. Default: false. */
  readonly carriesRows?: boolean;
  /** How many bytes the reply may have, before and after gunzip. Of a reply that is streamed: its refusal. */
  readonly maxBytes: number;
  /** Makes the value out of the reply. */
  readonly read: Read<T>;
}

/** How many bytes a job, a batch or an error may have. Real ones have fewer than 2 kB; a list of 15,000 batches 8 MB. */
export const maxInfoBytes: number = 16 * 1024 * 1024;

/** How many bytes the rows of a batch or their results may have. A batch has 10 MB at most, by Salesforce's limit. */
export const maxDataBytes: number = 64 * 1024 * 1024;

/** The type of the bodies that describe jobs. Salesforce's own collection sends it with the charset. */
export const jsonType = "application/json; charset=UTF-8";

/** Asks for JSON where a request has no body. */
export const asksForJson = "application/json";

/** Reads nothing: that the status is 2xx is the whole answer. */
export const readNothing: Read<void> = () => undefined;

/** Says that a reply is read piece by piece by whoever asked for it, and never as a whole. */
export const readAsStream: Read<never> = () => {
  throw new Error("This reply is read piece by piece");
};

/** Makes a request of whose answer more is asked: `check` gives another value of it, or throws `NotTheAnswer`. */
export const checkingReply = <T, U>(
  request: ApiRequest<T>,
  check: (value: T, headers: () => Headers) => U,
): ApiRequest<U> => ({
  ...request,
  read: (body, headers) => {
    const value = request.read(body, headers);
    return value instanceof Promise ? value.then((one: T) => check(one, headers)) : check(value, headers);
  },
});

type DataCommon = Pick<ApiRequest<unknown>, "service" | "contentType" | "maxBytes">;

/** What every request of Bulk API 2.0 has. */
export const dataCommon: DataCommon = { service: "data", contentType: jsonType, maxBytes: maxInfoBytes };

/** What a request about one certain job of Bulk API 2.0 has, or about a part of it. */
export const aboutDataJob = (
  kind: "ingest" | "query",
  jobId: string,
  part = "",
): DataCommon & Pick<ApiRequest<unknown>, "jobId" | "path" | "idempotent"> => ({
  ...dataCommon,
  jobId,
  path: `jobs/${kind}/${jobId}${part}`,
  idempotent: true,
});
