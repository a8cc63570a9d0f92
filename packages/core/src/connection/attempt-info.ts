import type { ErrorCode } from "../errors/error-code.ts";
import type { AdapterInit } from "./adapter.ts";

/** One attempt to have something done by Salesforce, when it has ended. Plain data without secrets. */
export interface AttemptInfo {
  /** What it was about: `close job "750…"`. */
  readonly action: string;
  /** The id of the job that it was about. */
  readonly jobId: string | undefined;
  readonly method: AdapterInit["method"];
  /** The path of the request, without its query: `/services/async/68.0/job/750…`. */
  readonly path: string;
  /** Which attempt of the call it was, from 1. */
  readonly attempt: number;
  /**
   * What came of it: `ok`; `transient`, it may go better another time; `session`, the token was rejected; or `final`.
   */
  readonly verdict: "ok" | "transient" | "session" | "final";
  /** The HTTP status; 0 where no reply came. */
  readonly status: number;
  /** What went wrong; `undefined` where nothing did. */
  readonly code: ErrorCode | undefined;
  /** Salesforce's code of its refusal; `undefined` where it did not refuse. */
  readonly exceptionCode: string | undefined;
  /** Milliseconds until the next attempt; `undefined` where none follows. */
  readonly pause: number | undefined;
  /** Bytes of the body that was sent, compressed where it was. */
  readonly bytesSent: number;
  /** Bytes of the body that came, as the adapter handed them over. */
  readonly bytesReceived: number;
  /** How long it took, the body of its reply included. */
  readonly milliseconds: number;
}
