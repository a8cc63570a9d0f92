import type { Operation } from "../wire/request/operation-of.ts";

/** Says which requests a fault is meant for. What is left out does not matter. */
export interface FaultTarget {
  /** The HTTP method. */
  readonly method?: string;
  /** What the request is about; several are meant one as the other. */
  readonly operation?: Operation | readonly Operation[];
  /** The job that it is about, 15 or 18 characters. */
  readonly jobId?: string;
  /** The batch that it is about, 15 or 18 characters. */
  readonly batchId?: string;
}

/** What every fault has. */
export interface FaultTiming {
  /** Which requests it is meant for. Default: every one to Salesforce. */
  readonly on?: FaultTarget;
  /** How many requests it strikes. Default: 1. */
  readonly times?: number | "always";
  /** How many requests that it is meant for pass first. Default: 0. */
  readonly skip?: number;
}

/** Whether the org does what was asked, although the client does not hear of it. */
export interface Applied {
  /** Default: see the fault. */
  readonly applied?: boolean;
}

/** A page that something in front of Salesforce answers with. */
export type Page = "maintenance" | "cdn" | "gone" | "empty";

/**
 * A refusal that is gone another time: `ConcurrentRequests` and `ConcurrentPerOrgLongTxn` are the two of
 * `REQUEST_LIMIT_EXCEEDED`, `406` and `408` are statuses without a word.
 */
export type PassingCode =
  | "ConcurrentRequests"
  | "ConcurrentPerOrgLongTxn"
  | "TXN_SECURITY_METERING_ERROR"
  | "ClientInputError"
  | "Timeout"
  | "InternalServerError"
  | "SERVER_UNAVAILABLE"
  | "406"
  | "408";

/** The forms in which a session is rejected. */
export type SessionForm = "json" | "xml" | "rest-array" | "plain";

/** What goes wrong, with what there is to say about it. */
export type FaultKind =
  /** The org does what was asked, then the connection is reset. */
  | { readonly kind: "answer-lost" }
  /** The connection is reset before the org has heard of it. */
  | { readonly kind: "request-lost" }
  /** The headers and half the body arrive, then the connection is reset. */
  | { readonly kind: "body-dropped" }
  /** The headers and half the body arrive, then nothing more until the client goes away. */
  | { readonly kind: "body-stalled" }
  /**
   * The connection is reset, and the org does what was asked all the same, only later: `delay` milliseconds by its own
   * clock. What becomes of it nobody hears.
   */
  | { readonly kind: "late-arrival"; readonly delay: number }
  /** The line takes so many bytes a second, up and down, by the computer's clock. The org does what was asked. */
  | { readonly kind: "slow-line"; readonly bytesPerSecond: number }
  /** Of the request's body no more is read, and no answer comes, until the client goes away. `after`: 0 bytes. */
  | { readonly kind: "upload-stalled"; readonly after?: number }
  /** No answer comes until the client goes away. `applied`: false. */
  | ({ readonly kind: "never-answers" } & Applied)
  /** Something in front of Salesforce answers, with a page. `applied`: false; `page`: `maintenance`, of status 420 `gone`. */
  | ({
      readonly kind: "status";
      readonly status: number;
      readonly page?: Page;
      /** The header Retry-After: seconds or an HTTP date. */
      readonly retryAfter?: number | string;
    } & Applied)
  /** The body is gzip and only its first half comes, in a complete HTTP message. */
  | { readonly kind: "gzip-cut" }
  /** The body is gzip without the last eight bytes, its checksum and length. */
  | { readonly kind: "gzip-no-trailer" }
  /** The body is gzip with a checksum that is not its own. */
  | { readonly kind: "gzip-bad-checksum" }
  /** The first half of the body comes, in a complete HTTP message. */
  | { readonly kind: "json-cut" }
  /** Status 200 and no body. `applied`: true. */
  | ({ readonly kind: "empty-body" } & Applied)
  /** Status 204. `applied`: true. */
  | ({ readonly kind: "no-content" } & Applied)
  /** Status 200 and a login page. `applied`: false. */
  | ({ readonly kind: "html-ok" } & Applied)
  /** The right body under the wrong Content-Type. `contentType`: `text/html; charset=UTF-8`. */
  | { readonly kind: "wrong-content-type"; readonly contentType?: string }
  /** The answer is about another job. `applied`: false. */
  | ({ readonly kind: "someone-elses-job" } & Applied)
  /** Status 200, and the job is as it was. */
  | { readonly kind: "wrong-state" }
  /** The answer is XML, whatever was asked for. */
  | { readonly kind: "xml-reply" }
  /** Salesforce refuses in the form of the Bulk API. `status`: 400. */
  | {
      readonly kind: "refused";
      readonly exceptionCode: string;
      readonly exceptionMessage: string;
      readonly status?: number;
    }
  /** Salesforce, or what stands before it, refuses what it takes another time, in the form and with the status of the code. */
  | { readonly kind: "passing-refusal"; readonly code: PassingCode }
  /** The body is bytes that are no CSV, JSON, XML or UTF-8, under the right Content-Type. */
  | { readonly kind: "garbage" }
  /**
   * The batch that is added fails when it is processed. `chunk`: of a query that is split by PK chunking, the one chunk
   * that fails, counted from 1, in place of the whole. Only adding a batch is struck.
   */
  | { readonly kind: "batch-fails"; readonly chunk?: number; readonly stateMessage?: string }
  /**
   * Attempts to process the batch that is added fail, and the server tries again, up to 10 times with rows and 15 with a query; where
   * its job has `Sforce-Disable-Batch-Retry`, not at all. `attempts`: how many fail, 1. Only adding a batch is struck.
   */
  | { readonly kind: "batch-retried"; readonly attempts?: number }
  /**
   * The first rows of the batch that is added are refused with `UNABLE_TO_LOCK_ROW`, as where something else writes to the
   * records that they lead to. `rows`: how many, 1. Only adding a batch is struck.
   */
  | { readonly kind: "rows-locked"; readonly rows?: number }
  /** The REST layer refuses in its own form. Default: 403, `REQUEST_LIMIT_EXCEEDED`, `TotalRequests Limit exceeded.` */
  | {
      readonly kind: "rest-array-fault";
      readonly errorCode?: string;
      readonly message?: string;
      readonly status?: number;
    }
  /** The session is rejected. `form`: what the request asks for; `status`: 400, of a REST array 401, of plain text 403. */
  | { readonly kind: "session-expired"; readonly form?: SessionForm; readonly status?: number }
  /** The answer leads to another host. `status`: 302; `location`: a host that does not exist. */
  | { readonly kind: "redirect"; readonly status?: number; readonly location?: string }
  /** Somebody else closes the job just before the request is handled. */
  | { readonly kind: "closed-by-other" }
  /** Somebody else aborts the job just before the request is handled. */
  | { readonly kind: "aborted-by-other" }
  /** Somebody else deletes the job of Bulk API 2.0 just before the request is handled. */
  | { readonly kind: "deleted-by-other" }
  /** A small gzip body from which many zeros come. `bytes`: how many, 1 GiB. */
  | { readonly kind: "gzip-bomb"; readonly bytes?: number }
  /** A body without an end. */
  | { readonly kind: "huge-body" }
  /** The org has used up its batches. */
  | { readonly kind: "exceeded-quota" };

/** A fault: plain data, so that it can be written down, sent, and put into a table. */
export type Fault = FaultTiming & FaultKind;

/** A fault of one kind. */
export type FaultOf<Kind extends Fault["kind"]> = Extract<FaultKind, { readonly kind: Kind }>;
