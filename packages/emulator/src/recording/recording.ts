import type { ObjectSchema } from "../options/object-schema.ts";

/** A request and what an org answered, with all secrets struck out. */
export interface RecordedExchange {
  /** When it was sent: ISO 8601 in UTC. */
  readonly time: string;
  readonly request: {
    readonly method: string;
    /** The path with its query; the host is not recorded. */
    readonly path: string;
    /** The headers by lower-case names. */
    readonly headers: Readonly<Record<string, string>>;
    /** The body as text, after gunzip; `null` without one, and for one that is no text or too long to keep. */
    readonly body: string | null;
  };
  readonly response: {
    readonly status: number;
    /** The headers by lower-case names, without cookies. */
    readonly headers: Readonly<Record<string, string>>;
    /** The body as text; `null` for one that is too long to keep. */
    readonly body: string | null;
  };
}

/** What an org answered to the calls of a program, in their order: plain data, to be kept as JSON. */
export interface Recording {
  readonly format: "sfbulk-recording";
  readonly version: 1;
  /** Where it comes from, in words or as an address. */
  readonly source?: string;
  /** The numbers of the facts that it proves, `F-022`. */
  readonly facts?: readonly string[];
  /** Object types of the org that it needs beside the default ones. */
  readonly objects?: Readonly<Record<string, ObjectSchema>>;
  readonly exchanges: readonly RecordedExchange[];
}
