import type { AdapterInit } from "../connection/adapter.ts";

/** The methods that requests have. */
export type Method = AdapterInit["method"];

/** Bulk API 1.0 (`/services/async/66.0/`), the REST API (`/services/data/v66.0/`), or the identity service. */
export type Service = "async" | "data" | "oauth2";

/** What an operation wants said to Salesforce, before an org and a session are known. Plain data. */
export interface ApiRequest {
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
  /** False for bodies that are compressed by themselves. Default: true. */
  readonly compressible?: boolean;
  /** True for a text that is always the same: it is compressed once a process. Default: false. */
  readonly constant?: boolean;
  /** More headers, with lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it does no harm to send it twice. Only then is it sent again, except with a new token after a rejected one. */
  readonly repeatable: boolean;
  /** Whether a reply of status 2xx without a body is an answer. Default: false; it is taken for one that was cut. */
  readonly mayBeEmpty?: boolean;
  /** How many bytes the reply may have, before and after gunzip. */
  readonly maxBytes: number;
}

/** How many bytes a job, a batch or an error may have. Real ones have fewer than 2 kB; a list of 15,000 batches 8 MB. */
export const maxInfoBytes: number = 16 * 1024 * 1024;

/** How many bytes the rows of a batch or their results may have. A batch has 10 MB at most, by Salesforce's limit. */
export const maxDataBytes: number = 64 * 1024 * 1024;
