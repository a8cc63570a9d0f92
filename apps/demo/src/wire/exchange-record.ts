/** A body as it travelled. Of a long one, only the beginning is kept. */
export interface RecordedBody {
  /** The beginning of the bytes as they travelled. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many bytes travelled. */
  readonly wireBytes: number;
  /** How many they are without gzip; `undefined` where that cannot be told. */
  readonly plainBytes: number | undefined;
  /** The beginning of the text, without gzip; secrets are struck out. */
  readonly text: string;
  /** Whether the bytes begin with `1f 8b`. */
  readonly isGzip: boolean;
}

/** What came back. */
interface RecordedReply {
  /** 0 for a redirect that the browser hides. */
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly isRedirect: boolean;
  /** Milliseconds since 1970 at which the headers were there. */
  readonly headersAt: number;
}

/** One request and what became of it, as it went. */
export interface ExchangeRecord {
  readonly sequence: number;
  /** What the person did, "Close 12 jobs". */
  readonly action: string;
  readonly via: "emulator" | "direct" | "relay";
  readonly method: string;
  readonly url: string;
  /** By lower-case names; the session is struck out. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RecordedBody | undefined;
  /** Milliseconds since 1970. */
  readonly beganAt: number;
  /** Whether the session was renewed just before. */
  readonly refreshed: boolean;
  readonly reply?: RecordedReply;
  readonly replyBody?: RecordedBody;
  /** Why there is no whole reply. */
  readonly failure?: string;
  /** Milliseconds since 1970 at which it was over. */
  readonly endedAt?: number;
}
